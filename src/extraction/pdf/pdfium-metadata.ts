import type { DocumentMetadata } from '../extraction.types.js';
import { readAttachments, readOutline, readPageLabels } from './pdfium-navigation.js';
import type { PdfiumDocument } from './pdfium-document.js';
import { toIsoTime } from './pdfium-time.js';

/** Entries of the information dictionary. */
const NAMES = {
  title: 'Title',
  author: 'Author',
  subject: 'Subject',
  keywords: 'Keywords',
  creator: 'Creator',
  producer: 'Producer',
} as const;

/** Metadata under our names, and what else stands beside the pages: outline, page labels, attachments. */
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
    attachments: readAttachments(document),
  };
  for (const [name, list] of Object.entries(lists)) if (list.length > 0) metadata[name] = list;
  return { ...metadata, page_count: pageCount };
}

function metaText({ engine, handle }: PdfiumDocument, tag: string): string {
  return engine.text('utf16le', (buffer, size) => engine.call.FPDF_GetMetaText(handle, tag, buffer, size)).trim();
}
