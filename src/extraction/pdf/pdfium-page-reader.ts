import { layOut, type LayOutOptions } from '../layout/page-layout.js';
import type { Rule } from '../layout/layout.types.js';
import { textOf } from '../layout/page-text.js';
import { looksWritten, MAX_MEANINGLESS } from '../layout/usable-text.js';
import type { DirectedWords } from '../layout/words.js';
import type { PageGeometry, PageText } from './pdf-engine.js';
import {
  type FormField,
  type PageAnnotation,
  type PageLink,
  hasUnsearchedMarks,
  readPageAnnotations,
  readPageFields,
  readPageLinks,
} from './pdfium-annotations.js';
import type { PdfiumDocument } from './pdfium-document.js';
import type { PageWords, PdfiumPage } from './pdfium-page.js';
import { readRules } from './pdfium-rules.js';

/** A fax writes more than any other upon what it scans: when, from whom, to whom, and the page. */
const MAX_STAMPED_WORDS = 15;

/** What is upon a page besides its words. */
export interface PageMarks {
  links: PageLink[];
  fields: FormField[];
  annotations: PageAnnotation[];
  /** There are so many of them that not all were looked at. */
  hasUnsearchedMarks: boolean;
}

/** All that the engine tells of a page, not laid out yet; plain data that can go from one thread to another. */
export interface EnginePage extends PageGeometry, PageMarks {
  directions: DirectedWords[];
  rules: Rule[];
  /** As {@link PageText} says. */
  isUnread: boolean;
  /** As {@link PageText} says. */
  mayBeScan: boolean;
}

export interface LaidOutPage {
  text: PageText;
  marks: PageMarks;
}

/** Asks the engine for a page, from 1; rejects when it cannot read it. */
export async function readEnginePage(
  document: PdfiumDocument,
  number: number,
  options: LayOutOptions,
): Promise<EnginePage> {
  const first = await document.withPage(number, (page) => {
    const marks = {
      links: readPageLinks(document, page, number),
      fields: readPageFields(document, page, number),
      annotations: readPageAnnotations(document, page, number),
      hasUnsearchedMarks: hasUnsearchedMarks(page),
    };
    const isChanged = marks.fields.length + marks.annotations.length > 0 && page.flatten();
    return { marks, text: isChanged ? null : readTextLayer(page, options) };
  });
  // What was filled in and remarked is part of the page only once the page is read anew.
  const text = first.text ?? (await document.withPage(number, (page) => readTextLayer(page, options)));
  return { ...first.marks, ...text };
}

/** Puts the words of a page in their reading order and finds the tables among them. */
export function layOutPage(page: EnginePage, options: LayOutOptions): LaidOutPage {
  const { directions, rules, links, fields, annotations, hasUnsearchedMarks, ...rest } = page;
  const { blocks, tables } = layOut(directions, rules, options);
  const marks = { links, fields, annotations, hasUnsearchedMarks };
  return { text: { ...rest, text: textOf(blocks), blocks, tables }, marks };
}

type TextLayer = Omit<EnginePage, keyof PageMarks>;

function readTextLayer(page: PdfiumPage, options: LayOutOptions): TextLayer {
  const geometry = { ...page.size, rotation: page.rotation };
  const nothing = { ...geometry, directions: [], rules: [], isUnread: false, mayBeScan: false };
  const words = page.words();
  if (!saysSomething(words)) return { ...nothing, isUnread: page.hasTextObjects() };
  const { directions } = words;
  const written = directions.flatMap((direction) => direction.words);
  if (!looksWritten(written) && page.hidesTextUnderPicture()) return nothing;
  const mayBeScan = written.length <= MAX_STAMPED_WORDS && page.isCoveredByPicture();
  return { ...nothing, directions, rules: options.tables ? readRules(page) : [], mayBeScan };
}

/** Whether enough of the characters mean something: of fonts without a character map, none do. */
function saysSomething({ characters, meaningless, unmapped, sampled }: PageWords): boolean {
  return characters > 0 && meaningless <= characters * MAX_MEANINGLESS && unmapped <= sampled * MAX_MEANINGLESS;
}
