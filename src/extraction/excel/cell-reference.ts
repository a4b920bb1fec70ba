import type { CellRange } from '../tables/cell-range.js';

/** Rows and columns from 1, as spreadsheets count them. */
export const MAX_ROWS = 1_048_576;
export const MAX_COLUMNS = 16_384;

/** `B12` and `$B$12`; a part that is missing is 0. */
export function parseReference(reference: string): { row: number; column: number } {
  let column = 0;
  let row = 0;
  for (let index = 0; index < reference.length; index += 1) {
    const code = reference.charCodeAt(index);
    if (code >= 48 && code <= 57) row = row * 10 + code - 48;
    else if (code >= 65 && code <= 90) column = column * 26 + code - 64;
    else if (code >= 97 && code <= 122) column = column * 26 + code - 96;
  }
  return { row, column };
}

/** `A1:B2`, or a single cell; null for what is neither, whole columns among it. */
export function parseRange(text: string): CellRange | null {
  const [first = '', last = first] = text.split(':');
  const [a, b] = [parseReference(first), parseReference(last)];
  if ([a.row, a.column, b.row, b.column].includes(0)) return null;
  return {
    top: Math.min(a.row, b.row),
    left: Math.min(a.column, b.column),
    bottom: Math.max(a.row, b.row),
    right: Math.max(a.column, b.column),
  };
}
