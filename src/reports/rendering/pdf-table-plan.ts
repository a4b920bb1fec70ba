import type { Locale } from '../../common/messages/messages.js';
import { measureColumns, type ColumnWidth } from './column-widths.js';
import type { SectionTable } from './section-table.js';

/** A4 less its margins, in points. */
export const PAGE_WIDTH = { portrait: 499, landscape: 746 } as const;
export type Orientation = keyof typeof PAGE_WIDTH;

/** Left and right of what stands in a cell, together. */
export const CELL_PADDING = 9;
const FONT_SIZES = { normal: 8.5, small: 7 } as const;
/** A narrow character's width against the height of the font; figures and capitals are the widest of them. */
const NARROW_EM = 0.58;

/** How a table stands on paper: its columns in as many groups as are needed, each with the first column in front. */
export interface TablePlan {
  orientation: Orientation;
  fontSize: number;
  groups: { columns: number[]; widths: number[] }[];
}

const TRIES: readonly [Orientation, number][] = [
  ['portrait', FONT_SIZES.normal],
  ['landscape', FONT_SIZES.normal],
  ['landscape', FONT_SIZES.small],
];

/**
 * Upright where all columns fit at a readable size, else across, else in smaller type, else in groups of columns one
 * after the other. Columns of text give way before any of numbers does.
 */
export function planTable(table: SectionTable, locale: Locale): TablePlan {
  const columns = measureColumns(table, locale);
  const all = columns.map((_, index) => index);
  for (const [orientation, fontSize] of TRIES) {
    const widths = fit(columns, fontSize, PAGE_WIDTH[orientation]);
    if (widths) return { orientation, fontSize, groups: [{ columns: all, widths }] };
  }
  return { orientation: 'landscape', fontSize: FONT_SIZES.small, groups: groupColumns(columns, FONT_SIZES.small) };
}

/** Widths in points that fill the page, or null when the columns do not fit into it. */
function fit(columns: ColumnWidth[], fontSize: number, pageWidth: number): number[] | null {
  const unit = fontSize * NARROW_EM;
  const room = pageWidth - columns.length * CELL_PADDING;
  const least = sum(columns.map((column) => column.least)) * unit;
  const natural = sum(columns.map((column) => column.natural)) * unit;
  if (least > room) return null;
  if (natural > room) {
    const share = (room - least) / Math.max(natural - least, 1);
    return columns.map((column) => (column.least + (column.natural - column.least) * share) * unit);
  }
  // What is left over goes to all alike, so that a small table does not stand lost at the left.
  return columns.map((column) => (column.natural / sum(columns.map((each) => each.natural))) * room);
}

function groupColumns(columns: ColumnWidth[], fontSize: number): TablePlan['groups'] {
  const pageWidth = PAGE_WIDTH.landscape;
  const groups: number[][] = [];
  let current: number[] = [0];
  for (let index = 1; index < columns.length; index++) {
    const next = [...current, index];
    if (current.length > 1 && !fit(pick(columns, next), fontSize, pageWidth)) {
      groups.push(current);
      current = [0, index];
    } else current = next;
  }
  groups.push(current);
  return groups.map((group) => {
    const picked = pick(columns, group);
    const even = (pageWidth - group.length * CELL_PADDING) / group.length;
    return { columns: group, widths: fit(picked, fontSize, pageWidth) ?? group.map(() => even) };
  });
}

function pick(columns: ColumnWidth[], indexes: number[]): ColumnWidth[] {
  return indexes.flatMap((index) => columns[index] ?? []);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
