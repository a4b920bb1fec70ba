import { readFile, stat } from 'node:fs/promises';
import type { DocumentMetadata } from '../extraction.types.js';

/** A larger file is not searched: the packet is told nowhere but in its midst. */
const MAX_SEARCHED_BYTES = 64 * 1024 * 1024;
const MAX_PACKET_BYTES = 1024 * 1024;
const MAX_VALUE_LENGTH = 2000;
const BEGIN = '<x:xmpmeta';
const END = '</x:xmpmeta>';
/** The mark of a stream of XMP, readable or compressed (ISO 32000-1, 14.3.2). */
const STREAM_MARK = /\/Subtype\s*\/XML/;

const NAMES: Record<string, readonly [schema: string, name: string]> = {
  title: ['dc', 'title'],
  author: ['dc', 'creator'],
  subject: ['dc', 'description'],
  keywords: ['pdf', 'Keywords'],
  creator: ['xmp', 'CreatorTool'],
  producer: ['pdf', 'Producer'],
};
const TIMES: Record<string, readonly [schema: string, name: string]> = {
  created_at: ['xmp', 'CreateDate'],
  modified_at: ['xmp', 'ModifyDate'],
};
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The metadata of a file's XMP packet under our names; empty when it has none. Null when it cannot be told without
 * reading the structure of the file: the packet is compressed, or there are several, as pictures may have their own.
 */
export async function readXmpMetadata(path: string): Promise<DocumentMetadata | null> {
  if ((await stat(path)).size > MAX_SEARCHED_BYTES) return {};
  const bytes = await readFile(path);
  const from = bytes.indexOf(BEGIN);
  if (from < 0) return STREAM_MARK.test(bytes.toString('latin1')) ? null : {};
  if (bytes.indexOf(BEGIN, from + 1) >= 0) return null;
  const to = bytes.indexOf(END, from);
  if (to < 0 || to - from > MAX_PACKET_BYTES) return {};
  return toMetadata(await parse(bytes.subarray(from, to + END.length)));
}

type Schemas = Partial<Record<string, Partial<Record<string, unknown>>>>;

async function parse(packet: Buffer): Promise<Schemas> {
  // Loaded when first needed: many a file has no packet that needs it, and the threads that read words never do.
  const { default: exifr } = await import('exifr');
  const options = { xmp: true, mergeOutput: false };
  return exifr.sidecar(packet, options, 'xmp').then(
    (schemas) => (schemas ?? {}) as Schemas,
    () => ({}),
  );
}

function toMetadata(schemas: Schemas): DocumentMetadata {
  const metadata: DocumentMetadata = {};
  for (const [name, [schema, tag]] of Object.entries(NAMES)) {
    const text = toText(schemas[schema]?.[tag]);
    if (text !== '') metadata[name] = text;
  }
  for (const [name, [schema, tag]] of Object.entries(TIMES)) {
    const time = new Date(toText(schemas[schema]?.[tag]));
    if (!Number.isNaN(time.getTime())) metadata[name] = time.toISOString();
  }
  return metadata;
}

/** Of alternatives in several languages the first; authors apart by commas. */
function toText(value: unknown): string {
  if (Array.isArray(value)) {
    const texts = value.map(toText);
    return isAlternative(value[0]) ? (texts[0] ?? '') : texts.join(', ');
  }
  if (isAlternative(value)) return toText(value.value);
  if (typeof value !== 'string') return '';
  const plain = value.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
  return plain.slice(0, MAX_VALUE_LENGTH).trim();
}

function isAlternative(value: unknown): value is { value: unknown } {
  return typeof value === 'object' && value !== null && 'value' in value;
}
