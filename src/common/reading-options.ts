/** `auto` reads by OCR what has no usable text of its own, `force` every page, `off` none. */
export const OCR_MODES = ['auto', 'off', 'force'] as const;
export type OcrMode = (typeof OCR_MODES)[number];

/** `bundled` needs nothing, `native` the machine's own Tesseract, `auto` takes that where it is installed. */
export const OCR_ENGINES = ['auto', 'bundled', 'native'] as const;
export type OcrEngineChoice = (typeof OCR_ENGINES)[number];

/** From 1, both ends included. */
export interface PageRange {
  first: number;
  last: number;
}

/** How a document is to be read: what whoever uploads it may choose. */
export interface ReadingOptions {
  ocr: OcrMode;
  /** Tesseract language codes, the most likely first. */
  languages: readonly string[];
  /** Of PDFs and pictures, in ascending order without overlaps; null for all. */
  pages: readonly PageRange[] | null;
  /** Whether to look for tables on pages; sheets are always tables. */
  tables: boolean;
}

/** Tesseract's codes joined by `+`, like `kor+eng` or `chi_sim`. */
export const OCR_LANGUAGES_PATTERN = /^[a-z]{3}(_[a-z]+)?(\+[a-z]{3}(_[a-z]+)?)*$/;

const PAGE_RANGES_PATTERN = /^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$/;

/** Reads `1-10,12`; ranges may come in any order and overlap. Null for what is no such list. */
export function parsePageRanges(text: string): PageRange[] | null {
  const compact = text.replace(/\s+/g, '');
  if (!PAGE_RANGES_PATTERN.test(compact)) return null;
  const ranges = compact.split(',').map((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return { first, last };
  });
  if (ranges.some(({ first, last }) => first < 1 || last < first)) return null;
  return merge(ranges.sort((a, b) => a.first - b.first));
}

/** The ranges as {@link parsePageRanges} reads them. */
export function formatPageRanges(ranges: readonly PageRange[]): string {
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

function merge(sorted: readonly PageRange[]): PageRange[] {
  const merged: PageRange[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
    else merged.push({ ...range });
  }
  return merged;
}
