import { firstRows, type Region, rowCount, type RowShape, SEARCHED_ROWS, width } from './grid.js';

/** A line above the header with more filled cells than this share is data, not a title. */
const TITLE_SHARE = 0.34;

/** A row most of whose cells are words. */
export function isHeaderRow({ words }: RowShape, region: Region): boolean {
  return words.length > width(region) / 2;
}

/**
 * Where the header stands among the region's rows, or null when there is none: the first row of words with data below,
 * provided that nothing but titles stands above.
 */
export function findHeader(region: Region): number | null {
  const last = Math.min(SEARCHED_ROWS, rowCount(region) - 1);
  for (const [index, row] of firstRows(region).slice(0, last).entries()) {
    if (isHeaderRow(row, region)) return index;
    if (row.columns.length > Math.max(1, width(region) * TITLE_SHARE)) return null;
  }
  return null;
}
