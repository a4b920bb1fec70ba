import { roundBox } from '../layout/geometry.js';
import type { BoundingBox } from '../layout/layout.types.js';
import { MAX_COLLECTED } from './metadata-lists.js';
import type { Pdfium } from './pdfium.js';
import { toIsoTime } from './pdfium-time.js';
import type { PdfiumDocument } from './pdfium-document.js';
import type { PdfiumPage } from './pdfium-page.js';

/** A page of more is searched no further. */
const MAX_SEARCHED = 10_000;
const OPEN_URI = 3;
/** `FPDF_FORMFIELD_*` of the engine. */
const FIELD_TYPES = ['unknown', 'button', 'checkbox', 'radio', 'choice', 'choice', 'text', 'signature'];
/** `FPDF_ANNOT_*` of the engine; what is left out is a link, a form field or only part of another. */
const REMARKS: readonly (string | undefined)[] = [
  undefined,
  'text',
  undefined,
  'free_text',
  'line',
  'square',
  'circle',
  'polygon',
  'polyline',
  'highlight',
  'underline',
  'squiggly',
  'strike_out',
  'stamp',
  'caret',
  'ink',
  undefined,
  'file_attachment',
  'sound',
  'movie',
  undefined,
  'screen',
  undefined,
  undefined,
  'watermark',
  '3d',
  'rich_media',
  undefined,
  'redact',
];
/** Characters of what somebody has written. */
const MAX_CONTENTS = 10_000;
const TICKED = new Set(['checkbox', 'radio']);

export interface PageLink {
  page: number;
  bbox: BoundingBox;
  uri?: string;
  target_page?: number;
}

/** A remark that somebody has put on a page: a note, a highlight, a stamp, a drawing. */
export interface PageAnnotation {
  page: number;
  bbox: BoundingBox;
  /** As ISO 32000 names it, in snake_case: `text`, `highlight`, `free_text`, `stamp`, … */
  type: string;
  author?: string;
  contents?: string;
  /** ISO 8601 UTC. */
  modified_at?: string;
}

export interface FormField {
  page: number;
  name: string;
  type: string;
  value: string | boolean;
}

/** The links of a page: where they are and where they lead. */
export function readPageLinks(document: PdfiumDocument, page: PdfiumPage, number: number): PageLink[] {
  const { engine, handle } = document;
  const links: PageLink[] = [];
  const position = engine.allocate(8);
  engine.heapOfFloats.fill(0, position >> 2, (position >> 2) + 2);
  const found = position + 4;
  try {
    while (links.length < MAX_COLLECTED && engine.call.FPDFLink_Enumerate(page.handle, position, found)) {
      const link = engine.copy(found, 4).readUInt32LE();
      const bbox = engine.floats(4, (target) => engine.call.FPDFLink_GetAnnotRect(link, target));
      const [left = 0, top = 0, right = 0, bottom = 0] = bbox ?? [];
      const target = linkTarget(engine, handle, link);
      if (target) links.push({ page: number, bbox: roundBox(page.toShown(left, bottom, right, top)), ...target });
    }
  } finally {
    engine.free(position);
  }
  return links;
}

function linkTarget(engine: Pdfium, document: number, link: number): { uri: string } | { target_page: number } | null {
  const { call } = engine;
  const action = call.FPDFLink_GetAction(link);
  if (action !== 0 && call.FPDFAction_GetType(action) === OPEN_URI) {
    const uri = engine.text('utf8', (buffer, size) => call.FPDFAction_GetURIPath(document, action, buffer, size));
    return uri === '' ? null : { uri };
  }
  const target = call.FPDFLink_GetDest(document, link);
  const index = target === 0 ? -1 : call.FPDFDest_GetDestPageIndex(document, target);
  return index < 0 ? null : { target_page: index + 1 };
}

/** The form fields of a page with their values. */
export function readPageFields({ engine, formHandle }: PdfiumDocument, page: PdfiumPage, number: number): FormField[] {
  if (formHandle === 0) return [];
  const { call } = engine;
  const fields: FormField[] = [];
  const count = searchedCount(page);
  for (let index = 0; index < count && fields.length < MAX_COLLECTED; index += 1) {
    const annotation = call.FPDFPage_GetAnnot(page.handle, index);
    if (annotation === 0) continue;
    const type = FIELD_TYPES[call.FPDFAnnot_GetFormFieldType(formHandle, annotation)];
    if (type !== undefined && type !== 'button') {
      const text = (read: 'FPDFAnnot_GetFormFieldName' | 'FPDFAnnot_GetFormFieldValue'): string =>
        engine.text('utf16le', (buffer, size) => call[read](formHandle, annotation, buffer, size));
      const value = TICKED.has(type)
        ? Boolean(call.FPDFAnnot_IsChecked(formHandle, annotation))
        : text('FPDFAnnot_GetFormFieldValue');
      fields.push({ page: number, name: text('FPDFAnnot_GetFormFieldName'), type, value });
    }
    call.FPDFPage_CloseAnnot(annotation);
  }
  return fields;
}

/** The remarks on a page, links and form fields not among them. */
export function readPageAnnotations({ engine }: PdfiumDocument, page: PdfiumPage, number: number): PageAnnotation[] {
  const { call } = engine;
  const annotations: PageAnnotation[] = [];
  const count = searchedCount(page);
  for (let index = 0; index < count && annotations.length < MAX_COLLECTED; index += 1) {
    const annotation = call.FPDFPage_GetAnnot(page.handle, index);
    if (annotation === 0) continue;
    const type = REMARKS[call.FPDFAnnot_GetSubtype(annotation)];
    if (type !== undefined) annotations.push({ page: number, ...readRemark(engine, page, annotation), type });
    call.FPDFPage_CloseAnnot(annotation);
  }
  return annotations;
}

/** Whether a page has so many links, form fields and remarks that not all of them were looked at. */
export function hasUnsearchedMarks({ engine, handle }: PdfiumPage): boolean {
  return engine.call.FPDFPage_GetAnnotCount(handle) > MAX_SEARCHED;
}

function searchedCount({ engine, handle }: PdfiumPage): number {
  return Math.min(engine.call.FPDFPage_GetAnnotCount(handle), MAX_SEARCHED);
}

function readRemark(engine: Pdfium, page: PdfiumPage, annotation: number): Omit<PageAnnotation, 'page' | 'type'> {
  const { call } = engine;
  const text = (key: string): string =>
    engine
      .text('utf16le', (buffer, size) => call.FPDFAnnot_GetStringValue(annotation, key, buffer, size))
      .slice(0, MAX_CONTENTS)
      .trim();
  const rectangle = engine.floats(4, (target) => call.FPDFAnnot_GetRect(annotation, target));
  const [left = 0, top = 0, right = 0, bottom = 0] = rectangle ?? [];
  const [author, contents, modified] = [text('T'), text('Contents'), toIsoTime(text('M'))];
  return {
    bbox: roundBox(page.toShown(left, bottom, right, top)),
    ...(author !== '' && { author }),
    ...(contents !== '' && { contents }),
    ...(modified !== null && { modified_at: modified }),
  };
}
