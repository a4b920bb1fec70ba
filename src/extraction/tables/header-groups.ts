import type { CellRange } from './cell-range.js';
import { type Region, type RowShape, width } from './grid.js';
import { columnsWithoutWords, headingNumbers, isDataBelow } from './heading-numbers.js';

/** The columns for which a label stands. */
export interface Group {
  left: number;
  right: number;
}

/** Three rows of a region, one below the other: the two that may be its header, and the first of data. */
interface HeaderRows {
  upper: RowShape;
  lower: RowShape;
  below: RowShape;
}

/** `(단위: 원)` stands above the table as a whole. */
const REMARK = /^[([（<※*]|^단위|^units?\b/i;

/** The groups of columns that `upper` names, where it is the upper row of a header of two; else null. */
export function findGroups(rows: HeaderRows, region: Region, merges: readonly CellRange[] = []): Group[] | null {
  const { upper, lower } = rows;
  const areNames = lower.number === upper.number + 1 && lower.texts !== null && upper.texts !== null;
  if (!areNames || lower.columns.length < 2) return null;
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
  const isMerged = merged.length > 0;
  if (lower.words.length < lower.columns.length) return isNumbered(rows, wide, isMerged) ? groups : null;
  // One label above a full row is the title of the table.
  return upper.columns.length > 1 && (isMerged || isSubHeader(rows)) ? groups : null;
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
function isSubHeader({ upper, lower, below }: HeaderRows): boolean {
  const repeats = lower.texts !== null && new Set(lower.texts).size < lower.texts.length;
  return (repeats || labelsAlone(upper, lower).length > 0) && below.words.length < below.columns.length;
}

/**
 * Whether the numbers of the lower row name columns: years, days, or numbers that count, in every group. Other numbers
 * do so below merged cells only, where no label of a single column has a value below it but for the data.
 */
function isNumbered(rows: HeaderRows, wide: readonly Group[], isMerged: boolean): boolean {
  const { upper, lower, below } = rows;
  const numbers = columnsWithoutWords(lower);
  const inGroups = wide.map((group) => numbers.filter((column) => isWithin(column, group)));
  if (inGroups.flat().length < numbers.length || isTitle(upper, wide, below)) return false;
  const sequences = inGroups.filter(({ length }) => length > 0).map((columns) => headingNumbers(lower, columns));
  const counted = sequences.filter((sequence) => sequence !== null);
  const alone = labelsAlone(upper, lower);
  const standAlone = alone.length > 0 && alone.every((column) => below.columns.includes(column));
  if (counted.length < sequences.length) return isMerged && standAlone && areDifferent(lower, inGroups);
  if (standAlone) return true;
  // A title stands above the first name of all, which is a word.
  if (!isMerged && !wide.every(({ left }) => numbers.includes(left))) return false;
  return counted.every((sequence) => sequence.kind !== 'count' && isDataBelow(sequence, below));
}

/** Of a single label it must be plain that it is a group's: it leaves out a column, and says something of the others. */
function isTitle({ columns, texts }: RowShape, wide: readonly Group[], below: RowShape): boolean {
  if (columns.length > 1) return false;
  const [group] = wide;
  const isWhole = group !== undefined && below.columns.every((column) => isWithin(column, group));
  return isWhole || REMARK.test(texts?.[0]?.trim() ?? '');
}

/** The labels without a name below them. */
function labelsAlone(upper: RowShape, lower: RowShape): number[] {
  const named = new Set(lower.columns);
  return upper.columns.filter((column) => !named.has(column));
}

function areDifferent({ columns, texts }: RowShape, groups: readonly (readonly number[])[]): boolean {
  return groups.every((group) => {
    const values = group.map((column) => texts?.[columns.indexOf(column)]);
    return new Set(values).size === values.length;
  });
}

function isWithin(column: number, { left, right }: Group): boolean {
  return column >= left && column <= right;
}

function columnsOf({ left, right }: Group): number[] {
  return Array.from({ length: right - left + 1 }, (_, index) => left + index);
}
