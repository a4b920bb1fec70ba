import type { CellValue, ValueType } from '../extraction.types.js';

export interface GridCell {
  /** From 1. */
  column: number;
  /** Text is fit to be stored. */
  value: Exclude<CellValue, null>;
  type: ValueType;
  /** The number format of the cell, where it has one. */
  format?: string;
}

export interface GridRow {
  /** From 1. */
  number: number;
  /** Only cells with a value, from left to right. */
  cells: GridCell[];
}

/** What is kept of a row that may be a header. */
export interface RowShape {
  number: number;
  /** The columns that have a value, those of them that have words, and those that have numbers. */
  columns: readonly number[];
  words: readonly number[];
  numbers: readonly number[];
  /** The values as text, column for column, when there is nothing but words, whole numbers and days. */
  texts: readonly string[] | null;
}

/** Rows that have values in the same columns, one right below the other. */
export interface RowRun {
  /** Row number of the first and the last. */
  number: number;
  last: number;
  /** How many of them have values. */
  count: number;
  columns: readonly number[];
  /** Of the first rows only, as a header stands at the top. */
  heads: RowShape[];
}

/** A rectangle of cells; all borders belong to it. `runs` are the grid's rows inside, empty ones left out. */
export interface Region {
  runs: readonly RowRun[];
  left: number;
  right: number;
}

/** Of values that may name a column without being words. */
const HEADING_TYPES: ReadonlySet<ValueType> = new Set(['integer', 'date']);
/** How far below its top the header of a block is looked for. */
export const SEARCHED_ROWS = 10;
/** Beyond so many changes of columns from one row to the next, rows are no longer told apart. */
const MAX_RUNS = 50_000;

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
    const run = this.runs.at(-1);
    if (run && row.number === run.last + 1 && hasColumns(row, run.columns)) extend(run, row);
    else if (run && this.runs.length >= MAX_RUNS) {
      extend(run, row);
      run.columns = this.union(run.columns, row);
      return;
    } else this.runs.push(this.newRun(row));
    const last = this.runs.at(-1);
    if (last && last.heads.length <= SEARCHED_ROWS) last.heads.push(this.shapeOf(row, last.columns));
  }

  /** The used range, or null for an empty sheet. */
  get region(): Region | null {
    return boundsOf(this.runs, 1, Infinity);
  }

  private newRun({ number, cells }: GridRow): RowRun {
    const columns = this.shared(cells.map(({ column }) => column));
    return { number, last: number, count: 1, columns, heads: [] };
  }

  private shapeOf({ number, cells }: GridRow, columns: readonly number[]): RowShape {
    const words = this.shared(cells.filter(isWords).map(({ column }) => column));
    const numbers = this.shared(cells.filter(isNumber).map(({ column }) => column));
    const isHeading = cells.every((cell) => isWords(cell) || HEADING_TYPES.has(cell.type));
    return { number, columns, words, numbers, texts: isHeading ? cells.map(({ value }) => String(value)) : null };
  }

  private union(columns: readonly number[], { cells }: GridRow): readonly number[] {
    const known = new Set(columns);
    if (cells.every(({ column }) => known.has(column))) return columns;
    for (const { column } of cells) known.add(column);
    return [...known].sort((a, b) => a - b);
  }

  private shared(columns: number[]): readonly number[] {
    const key = columns.join();
    const known = this.lists.get(key);
    if (known) return known;
    this.lists.set(key, columns);
    return columns;
  }
}

function extend(run: RowRun, { number }: GridRow): void {
  run.last = number;
  run.count += 1;
}

function hasColumns({ cells }: GridRow, columns: readonly number[]): boolean {
  if (cells.length !== columns.length) return false;
  for (let index = 0; index < cells.length; index += 1) if (cells[index]?.column !== columns[index]) return false;
  return true;
}

function isWords({ value, type }: GridCell): boolean {
  return typeof value === 'string' && type === 'text' && value.trim() !== '';
}

function isNumber({ value }: GridCell): boolean {
  return typeof value === 'number';
}

export function top({ runs }: Region): number {
  return runs[0]?.number ?? 0;
}

export function bottom({ runs }: Region): number {
  return runs.at(-1)?.last ?? 0;
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
  for (const { heads } of region.runs) {
    for (const head of heads) {
      if (rows.length === SEARCHED_ROWS) return rows;
      rows.push(cutShape(head, region));
    }
  }
  return rows;
}

function cutShape(head: RowShape, region: Region): RowShape {
  const columns = columnsIn(head.columns, region);
  if (columns === head.columns) return head;
  const first = columns[0] === undefined ? 0 : head.columns.indexOf(columns[0]);
  const texts = head.texts?.slice(first, first + columns.length) ?? null;
  return { ...head, columns, words: columnsIn(head.words, region), numbers: columnsIn(head.numbers, region), texts };
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
