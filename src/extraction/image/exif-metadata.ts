import exifr from 'exifr';
import type { DocumentMetadata } from '../extraction.types.js';

const JPEG_PREFIX = Buffer.from('Exif\0\0', 'latin1');
const EXIF_TIME = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;
const MAX_VALUE_LENGTH = 500;

/** Names that every format shares; the rest goes under `exif`. */
const COMMON_NAMES: Record<string, string> = {
  ImageDescription: 'title',
  Artist: 'author',
  Software: 'creator',
  Make: 'camera_make',
  Model: 'camera_model',
};
const TIMES: Record<string, { name: string; offset: string }> = {
  DateTimeOriginal: { name: 'created_at', offset: 'OffsetTimeOriginal' },
  ModifyDate: { name: 'modified_at', offset: 'OffsetTime' },
};

/**
 * Metadata from a raw EXIF block. Where the picture was taken is left out, and so are binary values. Times without an
 * offset are taken for UTC. A block that cannot be read gives nothing.
 */
export async function readExif(block: Buffer): Promise<DocumentMetadata> {
  const tiff = block.subarray(0, JPEG_PREFIX.length).equals(JPEG_PREFIX) ? block.subarray(JPEG_PREFIX.length) : block;
  const tags = await exifr
    .parse(tiff, { gps: false, xmp: false, icc: false, iptc: false, makerNote: false, reviveValues: false })
    .then(
      (parsed: unknown) => Object.entries(parsed ?? {}),
      () => [],
    );
  return toMetadata(new Map<string, unknown>(tags));
}

function toMetadata(tags: Map<string, unknown>): DocumentMetadata {
  const metadata: DocumentMetadata = {};
  const exif: Record<string, string | number> = {};
  for (const [tag, value] of tags) {
    if (/^(GPS|latitude|longitude)/i.test(tag) || !isPlain(value)) continue;
    const time = TIMES[tag];
    const common = COMMON_NAMES[tag];
    if (time) metadata[time.name] = toIsoTime(String(value), tags.get(time.offset));
    else if (common) metadata[common] = typeof value === 'string' ? value.trim() : value;
    else exif[toSnakeCase(tag)] = value;
  }
  if (Object.keys(exif).length > 0) metadata.exif = exif;
  return metadata;
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '' && value.length <= MAX_VALUE_LENGTH);
}

function toIsoTime(text: string, offset: unknown): string | undefined {
  if (!EXIF_TIME.test(text)) return undefined;
  const zone = typeof offset === 'string' && /^[+-]\d{2}:\d{2}$/.test(offset) ? offset : 'Z';
  const time = new Date(text.replace(EXIF_TIME, `$1-$2-$3T$4:$5:$6${zone}`));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function toSnakeCase(tag: string): string {
  return tag
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
