import type { CellValue } from '../extraction.types.js';
import { type NumberKind, typeOfValue } from './value-type.js';

export interface GridCell {
  /** From 1. */
  column: number;
  value: Exclude<CellValue, null>;
  kind: NumberKind;
  /** The number format of the cell, where it has one. */
  format?: string;
}

export interface GridRow {
  /** From 1. */
  number: number;
  /** Only cells with a value, from left to right. */
  cells: GridCell[];
}

/** Which columns of a row have a value, and which of them words. */
export interface RowShape {
  columns: readonly number[];
  words: readonly number[];
}

/** Rows one below the other that have values in the same columns. */
export interface RowRun {
  /** Row number of the first. */
  number: number;
  count: number;
  columns: readonly number[];
  /** Of the first rows only, as a header stands at the top: the columns that hold words. */
  words: (readonly number[])[];
}

/** A rectangle of cells; all borders belong to it. `runs` are the grid's rows inside, empty ones left out. */
export interface Region {
  runs: readonly RowRun[];
  left: number;
  right: number;
}

/** How far below its top the header of a block is looked for. */
export const SEARCHED_ROWS = 10;

/**
 * Where on a sheet there are values, not which: some bytes for any number of rows alike, so that a sheet of any length
 * can be taken apart without being held.
 */
export class Grid {
  readonly runs: RowRun[] = [];
  /** Equal lists of columns are kept once. */
  private readonly lists = new Map<string, readonly number[]>();

  /** Rows must come from top to bottom. */
  addRow(row: GridRow): void {
    if (row.cells.length === 0) return;
    const last = this.runs.at(-1);
    if (last && row.number === last.number + last.count && hasColumns(row, last.columns)) {
      last.count += 1;
      if (last.words.length <= SEARCHED_ROWS) last.words.push(this.wordsOf(row));
      return;
    }
    const columns = this.shared(row.cells.map(({ column }) => column));
    this.runs.push({ number: row.number, count: 1, columns, words: [this.wordsOf(row)] });
  }

  /** The used range, or null for an empty sheet. */
  get region(): Region | null {
    return boundsOf(this.runs, 1, Infinity);
  }

  private wordsOf({ cells }: GridRow): readonly number[] {
    return this.shared(cells.filter(isWords).map(({ column }) => column));
  }

  private shared(columns: number[]): readonly number[] {
    const key = columns.join();
    const known = this.lists.get(key);
    if (known) return known;
    this.lists.set(key, columns);
    return columns;
  }
}

function hasColumns({ cells }: GridRow, columns: readonly number[]): boolean {
  return cells.length === columns.length && cells.every(({ column }, index) => column === columns[index]);
}

function isWords({ value, kind }: GridCell): boolean {
  return typeof value === 'string' && value.trim() !== '' && typeOfValue(value, kind) === 'text';
}

export function top({ runs }: Region): number {
  return runs[0]?.number ?? 0;
}

export function bottom({ runs }: Region): number {
  const last = runs.at(-1);
  return last ? last.number + last.count - 1 : 0;
}

export function width({ left, right }: { left: number; right: number }): number {
  return right - left + 1;
}

/** The number of rows with a value. */
export function rowCount({ runs }: Region): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

/** The columns that lie in the region. */
export function columnsIn(
  columns: readonly number[],
  { left, right }: { left: number; right: number },
): readonly number[] {
  if ((columns[0] ?? 0) >= left && (columns.at(-1) ?? 0) <= right) return columns;
  return columns.filter((column) => column >= left && column <= right);
}

/** The cells of a row that lie in the region. */
export function cellsIn(cells: GridCell[], { left, right }: { left: number; right: number }): GridCell[] {
  if ((cells[0]?.column ?? 0) >= left && (cells.at(-1)?.column ?? 0) <= right) return cells;
  return cells.filter(({ column }) => column >= left && column <= right);
}

/** The first rows of a region, at most {@link SEARCHED_ROWS}. */
export function firstRows(region: Region): RowShape[] {
  const rows: RowShape[] = [];
  for (const { columns, count, words } of region.runs) {
    for (let index = 0; index < count && rows.length < SEARCHED_ROWS; index += 1) {
      rows.push({ columns: columnsIn(columns, region), words: columnsIn(words[index] ?? [], region) });
    }
    if (rows.length === SEARCHED_ROWS) break;
  }
  return rows;
}

/** The smallest region around the cells of `runs` between two columns; null when there are none. */
export function boundsOf(runs: readonly RowRun[], left: number, right: number): Region | null {
  const bounds = { left: Infinity, right: 0 };
  const inside: RowRun[] = [];
  for (const run of runs) {
    const columns = columnsIn(run.columns, { left, right });
    const first = columns[0];
    const last = columns.at(-1);
    if (first === undefined || last === undefined) continue;
    inside.push(run);
    bounds.left = Math.min(bounds.left, first);
    bounds.right = Math.max(bounds.right, last);
  }
  return inside.length > 0 ? { runs: inside, ...bounds } : null;
}

/** `1` → `A`, `27` → `AA`. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** `A3:F44`. */
export function rangeOf(region: Region): string {
  const { left, right } = region;
  return `${columnLetters(left)}${top(region)}:${columnLetters(right)}${bottom(region)}`;
}
