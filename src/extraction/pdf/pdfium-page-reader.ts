import { layOut, type LayOutOptions } from '../layout/page-layout.js';
import { textOf } from '../layout/page-text.js';
import { looksWritten, MAX_MEANINGLESS } from '../layout/usable-text.js';
import type { PageText } from './pdf-engine.js';
import {
  type FormField,
  type PageAnnotation,
  type PageLink,
  readPageAnnotations,
  readPageFields,
  readPageLinks,
} from './pdfium-annotations.js';
import type { PdfiumDocument } from './pdfium-document.js';
import type { PageWords, PdfiumPage } from './pdfium-page.js';
import { readRules } from './pdfium-rules.js';

/** All that is read of a page at once; plain data that can go from one thread to another. */
export interface ReadPage {
  text: PageText;
  links: PageLink[];
  fields: FormField[];
  annotations: PageAnnotation[];
}

/** Reads a page, from 1; rejects when the engine cannot. */
export async function readPdfiumPage(
  document: PdfiumDocument,
  number: number,
  options: LayOutOptions,
): Promise<ReadPage> {
  const first = await document.withPage(number, (page) => {
    const marks = {
      links: readPageLinks(document, page, number),
      fields: readPageFields(document, page, number),
      annotations: readPageAnnotations(document, page, number),
    };
    const isChanged = marks.fields.length + marks.annotations.length > 0 && page.flatten();
    return { ...marks, text: isChanged ? null : readText(page, options) };
  });
  // What was filled in and remarked is part of the page only once the page is read anew.
  const text = first.text ?? (await document.withPage(number, (page) => readText(page, options)));
  return { ...first, text };
}

function readText(page: PdfiumPage, options: LayOutOptions): PageText {
  const { size, rotation } = page;
  const words = page.words();
  if (!saysSomething(words)) {
    return { ...size, rotation, text: '', blocks: [], tables: [], isUnread: page.hasTextObjects() };
  }
  if (!looksWritten(words.directions.flatMap((direction) => direction.words)) && page.hidesTextUnderPicture()) {
    return { ...size, rotation, text: '', blocks: [], tables: [], isUnread: false };
  }
  const { blocks, tables } = layOut(words.directions, options.tables ? readRules(page) : [], options);
  return { ...size, rotation, text: textOf(blocks), blocks, tables, isUnread: false };
}

/** Whether enough of the characters mean something: of fonts without a character map, none do. */
function saysSomething({ characters, meaningless, unmapped, sampled }: PageWords): boolean {
  return characters > 0 && meaningless <= characters * MAX_MEANINGLESS && unmapped <= sampled * MAX_MEANINGLESS;
}
