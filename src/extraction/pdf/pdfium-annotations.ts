import { roundBox } from '../layout/geometry.js';
import type { BoundingBox } from '../layout/layout.types.js';
import type { Pdfium } from './pdfium.js';
import type { PdfiumDocument } from './pdfium-document.js';
import type { PdfiumPage } from './pdfium-page.js';

/** Of each kind so many are told of a document at most: it may be nothing but links. */
export const MAX_ANNOTATIONS = 1000;
const OPEN_URI = 3;
/** `FPDF_FORMFIELD_*` of the engine. */
const FIELD_TYPES = ['unknown', 'button', 'checkbox', 'radio', 'choice', 'choice', 'text', 'signature'];
const TICKED = new Set(['checkbox', 'radio']);

export interface PageLink {
  page: number;
  bbox: BoundingBox;
  uri?: string;
  target_page?: number;
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
    while (links.length < MAX_ANNOTATIONS && engine.call.FPDFLink_Enumerate(page.handle, position, found)) {
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
  const count = Math.min(call.FPDFPage_GetAnnotCount(page.handle), MAX_ANNOTATIONS);
  for (let index = 0; index < count; index += 1) {
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
