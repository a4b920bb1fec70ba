import type { CellRange } from './cell-range.js';
import { firstRows, type Region, rowCount, type RowShape, SEARCHED_ROWS, width } from './grid.js';
import { isNumberedHeader } from './heading-numbers.js';
import { findGroups, type Group } from './header-groups.js';

/** A line above the header with more filled cells than this share is data, not a title. */
const TITLE_SHARE = 0.34;
/** The same where all of them are words: a title, the unit of the figures, the day of the list. */
const WORDS_SHARE = 0.5;

/** Where the names of a table's columns stand. */
export interface Header {
  /** Index of its first row among the rows of the region. */
  first: number;
  /** Two rows: the labels of the upper one stand for several columns of the lower one. */
  depth: 1 | 2;
  /** Of two rows: the columns for which each label of the upper one stands. */
  groups: readonly Group[];
}

/** Whether the first of some rows names columns: most of its cells are words, or it names them by years and the like. */
export function isHeaderRow(rows: readonly RowShape[], region: Region): boolean {
  const [first, ...below] = rows;
  if (!first) return false;
  return first.words.length > width(region) / 2 || isNumberedHeader(first, below, region);
}

/**
 * Where the header stands among the region's rows, or null when there is none: the first row of names with data below,
 * or two of them where the upper one groups what the lower one names, provided that nothing but titles stands above.
 */
export function findHeader(region: Region, merges: readonly CellRange[] = []): Header | null {
  const rows = firstRows(region);
  const last = Math.min(SEARCHED_ROWS, rowCount(region) - 1);
  for (const [index, row] of rows.slice(0, last).entries()) {
    const [lower, below] = [rows[index + 1], rows[index + 2]];
    const groups = lower && below ? findGroups({ upper: row, lower, below }, region, merges) : null;
    if (groups) return { first: index, depth: 2, groups };
    if (isHeaderRow(rows.slice(index), region)) return { first: index, depth: 1, groups: [] };
    if (!isTitle(row, region)) return null;
  }
  return null;
}

function isTitle({ columns, words }: RowShape, region: Region): boolean {
  const share = words.length === columns.length ? WORDS_SHARE : TITLE_SHARE;
  return columns.length <= Math.max(1, width(region) * share);
}
