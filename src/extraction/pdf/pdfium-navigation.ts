import { MAX_COLLECTED } from './metadata-lists.js';
import type { PdfiumDocument } from './pdfium-document.js';

const MAX_DEPTH = 16;
const GO_TO = 1;

export interface OutlineItem {
  title: string;
  /** From 0. */
  level: number;
  page: number | null;
}

/** Labels of pages that are not their numbers (`iv`, `A-3`), one for each page. */
export function readPageLabels({ engine, handle, pageCount }: PdfiumDocument): string[] {
  const labels = Array.from({ length: Math.min(pageCount, MAX_COLLECTED) }, (_, index) =>
    engine.text('utf16le', (buffer, size) => engine.call.FPDF_GetPageLabel(handle, index, buffer, size)),
  );
  return labels.some((label, index) => label !== '' && label !== String(index + 1)) ? labels : [];
}

/** The bookmarks in their order. They may point at each other in circles: each is told once. */
export function readOutline({ engine, handle }: PdfiumDocument): OutlineItem[] {
  const { call } = engine;
  const items: OutlineItem[] = [];
  const seen = new Set<number>();
  const visit = (parent: number, level: number): void => {
    if (level >= MAX_DEPTH) return;
    let bookmark = call.FPDFBookmark_GetFirstChild(handle, parent);
    while (bookmark !== 0 && !seen.has(bookmark) && items.length < MAX_COLLECTED) {
      const current = bookmark;
      seen.add(current);
      const title = engine.text('utf16le', (buffer, size) => call.FPDFBookmark_GetTitle(current, buffer, size)).trim();
      const target = call.FPDFBookmark_GetDest(handle, current) || targetOf(call.FPDFBookmark_GetAction(current));
      items.push({ title, level, page: pageOf(target) });
      visit(current, level + 1);
      bookmark = call.FPDFBookmark_GetNextSibling(handle, current);
    }
  };
  const targetOf = (action: number): number =>
    action !== 0 && call.FPDFAction_GetType(action) === GO_TO ? call.FPDFAction_GetDest(handle, action) : 0;
  const pageOf = (target: number): number | null => {
    const index = target === 0 ? -1 : call.FPDFDest_GetDestPageIndex(handle, target);
    return index < 0 ? null : index + 1;
  };
  visit(0, 0);
  return items;
}

export interface Attachment {
  name: string;
  /** Bytes, as the document says. */
  size: number | null;
  media_type: string | null;
}

/** What the document says of its attachments: they are never opened. */
export function readAttachments({ engine, handle }: PdfiumDocument): Attachment[] {
  const { call } = engine;
  const count = Math.min(Math.max(call.FPDFDoc_GetAttachmentCount(handle), 0), MAX_COLLECTED);
  const attachments: Attachment[] = [];
  for (let index = 0; index < count; index += 1) {
    const attachment = call.FPDFDoc_GetAttachment(handle, index);
    if (attachment === 0) continue;
    const text = (read: 'FPDFAttachment_GetName' | 'FPDFAttachment_GetSubtype'): string =>
      engine.text('utf16le', (buffer, size) => call[read](attachment, buffer, size));
    const name = text('FPDFAttachment_GetName');
    if (name === '') continue;
    const size = engine.integer((target) => call.EPDFAttachment_GetIntegerValue(attachment, 'Size', target));
    const type = text('FPDFAttachment_GetSubtype');
    attachments.push({ name, size, media_type: type === '' ? null : type });
  }
  return attachments;
}
