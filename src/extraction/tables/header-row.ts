import type { CellRange } from './cell-range.js';
import { firstRows, type Region, rowCount, type RowShape, SEARCHED_ROWS, width } from './grid.js';

/** A line above the header with more filled cells than this share is data, not a title. */
const TITLE_SHARE = 0.34;

/** Where the names of a table's columns stand. */
export interface Header {
  /** Index of its first row among the rows of the region. */
  first: number;
  /** Two rows: the labels of the upper one stand for several columns of the lower one. */
  depth: 1 | 2;
  /** Of two rows: the columns for which each label of the upper one stands. */
  groups: readonly Group[];
}

interface Group {
  left: number;
  right: number;
}

/** A row most of whose cells are words. */
export function isHeaderRow({ words }: RowShape, region: Region): boolean {
  return words.length > width(region) / 2;
}

/**
 * Where the header stands among the region's rows, or null when there is none: the first row of words with data below,
 * or two of them where the upper one groups what the lower one names, provided that nothing but titles stands above.
 */
export function findHeader(region: Region, merges: readonly CellRange[] = []): Header | null {
  const rows = firstRows(region);
  const last = Math.min(SEARCHED_ROWS, rowCount(region) - 1);
  for (const [index, row] of rows.slice(0, last).entries()) {
    const [lower, below] = [rows[index + 1], rows[index + 2]];
    const groups = lower && below ? findGroups(row, lower, below, region, merges) : null;
    if (groups) return { first: index, depth: 2, groups };
    if (isHeaderRow(row, region)) return { first: index, depth: 1, groups: [] };
    if (row.columns.length > Math.max(1, width(region) * TITLE_SHARE)) return null;
  }
  return null;
}

function findGroups(
  upper: RowShape,
  lower: RowShape,
  below: RowShape,
  region: Region,
  merges: readonly CellRange[],
): Group[] | null {
  const areNames = lower.number === upper.number + 1 && lower.words.length === lower.columns.length;
  // One label above a full row is the title of the table.
  if (!areNames || lower.words.length < 2 || upper.columns.length < 2 || upper.texts === null) return null;
  const merged = merges.filter(
    ({ top, left, right }) => top === upper.number && left >= region.left && right <= region.right,
  );
  const groups = merged.length > 0 ? mergedGroups(upper, merged) : spacedGroups(upper, lower, region);
  const wide = groups.filter((group) => group.right > group.left);
  const named = new Set(lower.columns);
  const areFilled = wide.length > 0 && wide.every((group) => columnsOf(group).every((column) => named.has(column)));
  if (!areFilled) return null;
  const covered = new Set([...lower.columns, ...groups.flatMap(columnsOf)]);
  if (covered.size < width(region)) return null;
  return merged.length > 0 || isSubHeader(upper, lower, below) ? groups : null;
}

/** Every label stands for the columns that its cell is merged over. */
function mergedGroups({ columns }: RowShape, merged: readonly CellRange[]): Group[] {
  return columns.map((left) => ({ left, right: merged.find((range) => range.left === left)?.right ?? left }));
}

/** Without merged cells, a label stands for the columns up to the next one, as far as they have names. */
function spacedGroups({ columns }: RowShape, lower: RowShape, region: Region): Group[] {
  const named = new Set(lower.columns);
  return columns.map((left, index) => {
    if (!named.has(left)) return { left, right: left };
    return { left, right: (columns[index + 1] ?? region.right + 1) - 1 };
  });
}

/**
 * Without merged cells: names that come again under another label, or a label with no name below it; and no words
 * alone in the first row of data.
 */
function isSubHeader(upper: RowShape, lower: RowShape, below: RowShape): boolean {
  const repeats = lower.texts !== null && new Set(lower.texts).size < lower.texts.length;
  const named = new Set(lower.columns);
  const standsAlone = upper.columns.some((column) => !named.has(column));
  return (repeats || standsAlone) && below.words.length < below.columns.length;
}

function columnsOf({ left, right }: Group): number[] {
  return Array.from({ length: right - left + 1 }, (_, index) => left + index);
}
