import { layOut, type LayOutOptions } from '../layout/page-layout.js';
import { textOf } from '../layout/page-text.js';
import type { PageText } from './pdf-engine.js';
import { type FormField, type PageLink, readPageFields, readPageLinks } from './pdfium-annotations.js';
import type { PdfiumDocument } from './pdfium-document.js';
import type { PageWords, PdfiumPage } from './pdfium-page.js';
import { readRules } from './pdfium-rules.js';

/** With more characters than this share that mean nothing, a text layer is of no use. */
const MAX_MEANINGLESS = 0.4;

/** All that is read of a page at once; plain data that can go from one thread to another. */
export interface ReadPage {
  text: PageText;
  links: PageLink[];
  fields: FormField[];
}

/** Reads a page, from 1; rejects when the engine cannot. */
export function readPdfiumPage(document: PdfiumDocument, number: number, options: LayOutOptions): Promise<ReadPage> {
  return document.withPage(number, (page) => ({
    text: readText(page, options),
    links: readPageLinks(document, page, number),
    fields: readPageFields(document, page, number),
  }));
}

function readText(page: PdfiumPage, options: LayOutOptions): PageText {
  const { size, rotation } = page;
  const words = page.words();
  if (!saysSomething(words)) {
    return { ...size, rotation, text: '', blocks: [], tables: [], isUnread: page.hasTextObjects() };
  }
  const { blocks, tables } = layOut(words.directions, options.tables ? readRules(page) : [], options);
  return { ...size, rotation, text: textOf(blocks), blocks, tables, isUnread: false };
}

function saysSomething({ characters, meaningless, unmapped, sampled }: PageWords): boolean {
  return characters > 0 && meaningless <= characters * MAX_MEANINGLESS && unmapped <= sampled * MAX_MEANINGLESS;
}
