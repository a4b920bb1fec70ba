import type { RowShape } from './grid.js';

/** What numbers that name columns may be. */
type HeadingKind = 'year' | 'date' | 'count';

interface HeadingNumbers {
  kind: HeadingKind;
  columns: readonly number[];
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const [FIRST_YEAR, LAST_YEAR] = [1900, 2100];
/** In a row of its own, fewer numbers that count from one are as likely data. */
const MIN_COUNTED = 6;

/**
 * Whether a row names columns by the years, days or numbers (months of a year, days of a month) that they stand for,
 * beside columns named by words or an empty corner: `구분 | 2023 | 2024`. The first of the rows below it that has values
 * there tells such a row from one of data.
 */
export function isNumberedHeader(row: RowShape, below: readonly RowShape[], { left, right }: Borders): boolean {
  const numbered = columnsWithoutWords(row);
  const missing = right - left + 1 - row.columns.length;
  const hasCorner = missing === 1 && row.columns[0] === left + 1;
  if (missing > 0 && !hasCorner) return false;
  if (!hasCorner && row.words.length === 0) return false;
  const numbers = headingNumbers(row, numbered);
  if (!numbers || (numbers.kind === 'count' && !isLongCount(row, numbered))) return false;
  const data = below.find(({ columns }) => numbered.some((column) => columns.includes(column)));
  return data !== undefined && isDataBelow(numbers, data);
}

/** What the numbers in some columns of a row are, if they follow each other by equal steps, or days in their order. */
export function headingNumbers(row: RowShape, columns: readonly number[]): HeadingNumbers | null {
  const texts = columns.map((column) => textAt(row, column));
  if (columns.length < 2) return null;
  if (texts.every((text) => DATE.test(text))) return isOrdered(texts) ? { kind: 'date', columns } : null;
  const numbers = texts.map(Number);
  const [first = NaN, second = NaN] = numbers;
  const step = second - first;
  const isEven = step !== 0 && numbers.every((number, index) => number === first + index * step);
  if (!isEven) return null;
  if (numbers.every(isYear)) return { kind: 'year', columns };
  return step === 1 ? { kind: 'count', columns } : null;
}

/** Whether `row` has, where the numbers of a header stand, numbers that are not of their kind. */
export function isDataBelow({ kind, columns }: HeadingNumbers, row: RowShape): boolean {
  const numbers = columns.filter((column) => row.numbers.includes(column));
  if (numbers.length === 0) return false;
  return kind !== 'year' || !numbers.every((column) => isYear(Number(textAt(row, column) || NaN)));
}

export function columnsWithoutWords({ columns, words }: RowShape): number[] {
  const known = new Set(words);
  return columns.filter((column) => !known.has(column));
}

interface Borders {
  left: number;
  right: number;
}

/** Empty where the row has more than words, whole numbers and days. */
function textAt({ columns, texts }: RowShape, column: number): string {
  return texts?.[columns.indexOf(column)] ?? '';
}

function isLongCount(row: RowShape, columns: readonly number[]): boolean {
  return columns.length >= MIN_COUNTED && textAt(row, columns[0] ?? 0) === '1';
}

function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= FIRST_YEAR && value <= LAST_YEAR;
}

function isOrdered(texts: readonly string[]): boolean {
  const isRising = texts.every((text, index) => index === 0 || text > (texts[index - 1] ?? ''));
  return isRising || texts.every((text, index) => index === 0 || text < (texts[index - 1] ?? ''));
}
