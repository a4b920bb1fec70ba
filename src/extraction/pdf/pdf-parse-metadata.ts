import type { InfoResult } from 'pdf-parse';
import type { DocumentMetadata } from '../extraction.types.js';

/** Names of the information dictionary, and where XMP says the same. */
const NAMES = {
  title: ['Title', 'dc:title'],
  author: ['Author', 'dc:creator'],
  subject: ['Subject', 'dc:description'],
  keywords: ['Keywords', 'pdf:keywords'],
  creator: ['Creator', 'xmp:creatortool'],
  producer: ['Producer', 'pdf:producer'],
} as const;

/** A PDF's information dictionary and XMP under our names; the dictionary wins, as it is what viewers show. */
export function toMetadata(result: InfoResult): DocumentMetadata {
  const info = new Map<string, unknown>(Object.entries((result.info ?? {}) as object));
  const metadata: DocumentMetadata = {};
  for (const [name, [infoName, xmpName]] of Object.entries(NAMES)) {
    const value = toText(info.get(infoName)) ?? toText(result.metadata?.get(xmpName));
    if (value !== undefined) metadata[name] = value;
  }
  const dates = result.getDateNode();
  const created = toIsoTime(dates.CreationDate ?? dates.XmpCreateDate);
  const modified = toIsoTime(dates.ModDate ?? dates.XmpModifyDate);
  const version = toText(info.get('PDFFormatVersion'));
  return {
    ...metadata,
    ...(created !== undefined && { created_at: created }),
    ...(modified !== undefined && { modified_at: modified }),
    ...(version !== undefined && { pdf_version: version }),
    page_count: result.total,
  };
}

function toText(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.join(', ') : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

function toIsoTime(time: Date | null | undefined): string | undefined {
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : undefined;
}
