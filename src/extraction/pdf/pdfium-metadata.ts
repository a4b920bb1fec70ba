import type { DocumentMetadata } from '../extraction.types.js';
import { readAttachmentNames, readOutline, readPageLabels } from './pdfium-navigation.js';
import type { PdfiumDocument } from './pdfium-document.js';

/** Entries of the information dictionary. */
const NAMES = {
  title: 'Title',
  author: 'Author',
  subject: 'Subject',
  keywords: 'Keywords',
  creator: 'Creator',
  producer: 'Producer',
} as const;

/** `D:20260107120000+09'00'`; everything after the year may be missing (ISO 32000-1, 7.9.4). */
const PDF_TIME = /^(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:Z|([+-])(\d{2})'?(\d{2})?)?/;

/** Metadata under our names, and what else stands beside the pages: outline, page labels, names of attachments. */
export function readPdfiumMetadata(document: PdfiumDocument): DocumentMetadata {
  const metadata: DocumentMetadata = {};
  for (const [name, tag] of Object.entries(NAMES)) {
    const value = metaText(document, tag);
    if (value !== '') metadata[name] = value;
  }
  const times = { created_at: 'CreationDate', modified_at: 'ModDate' };
  for (const [name, tag] of Object.entries(times)) {
    const time = toIsoTime(metaText(document, tag));
    if (time !== null) metadata[name] = time;
  }
  const { engine, handle, pageCount } = document;
  const version = engine.integer((target) => engine.call.FPDF_GetFileVersion(handle, target));
  if (version !== null) metadata.pdf_version = `${Math.floor(version / 10)}.${version % 10}`;
  const lists = {
    page_labels: readPageLabels(document),
    outline: readOutline(document),
    attachments: readAttachmentNames(document),
  };
  for (const [name, list] of Object.entries(lists)) if (list.length > 0) metadata[name] = list;
  return { ...metadata, page_count: pageCount };
}

function metaText({ engine, handle }: PdfiumDocument, tag: string): string {
  return engine.text('utf16le', (buffer, size) => engine.call.FPDF_GetMetaText(handle, tag, buffer, size)).trim();
}

/** A time without an offset is taken for UTC. */
export function toIsoTime(text: string): string | null {
  const match = PDF_TIME.exec(text);
  if (!match) return null;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', sign, zoneHour, zoneMinute] =
    match;
  const zone = sign === undefined ? 'Z' : `${sign}${zoneHour ?? '00'}:${zoneMinute ?? '00'}`;
  const time = new Date(`${year ?? ''}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
