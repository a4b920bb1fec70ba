import type { CellValue } from '../extraction.types.js';
import type { NumberKind } from './value-type.js';

export interface GridCell {
  /** From 1. */
  column: number;
  value: Exclude<CellValue, null>;
  kind: NumberKind;
}

export interface GridRow {
  /** From 1. */
  number: number;
  /** Only cells with a value, from left to right. */
  cells: GridCell[];
}

/** A rectangle of cells; all borders belong to it. `rows` are the grid's rows inside, empty ones left out. */
export interface Region {
  rows: GridRow[];
  left: number;
  right: number;
}

/** The cells with values of one sheet. Sparse: a lone cell in the last corner of a sheet costs one cell. */
export class Grid {
  readonly rows: GridRow[] = [];

  /** Rows must come from top to bottom. */
  addRow(row: GridRow): void {
    if (row.cells.length > 0) this.rows.push(row);
  }

  /** The used range, or null for an empty sheet. */
  get region(): Region | null {
    return boundsOf(this.rows, 1, Infinity);
  }
}

export function top({ rows }: Region): number {
  return rows[0]?.number ?? 0;
}

export function bottom({ rows }: Region): number {
  return rows.at(-1)?.number ?? 0;
}

export function width({ left, right }: Region): number {
  return right - left + 1;
}

/** The cells of a row that lie in the region. */
export function cellsIn({ cells }: GridRow, { left, right }: { left: number; right: number }): GridCell[] {
  if ((cells[0]?.column ?? 0) >= left && (cells.at(-1)?.column ?? 0) <= right) return cells;
  return cells.filter(({ column }) => column >= left && column <= right);
}

/** The smallest region around the cells of `rows` between two columns; null when there are none. */
export function boundsOf(rows: readonly GridRow[], left: number, right: number): Region | null {
  const bounds = { left: Infinity, right: 0 };
  const inside: GridRow[] = [];
  for (const row of rows) {
    const cells = cellsIn(row, { left, right });
    const first = cells[0];
    const last = cells.at(-1);
    if (!first || !last) continue;
    inside.push(row);
    bounds.left = Math.min(bounds.left, first.column);
    bounds.right = Math.max(bounds.right, last.column);
  }
  return inside.length > 0 ? { rows: inside, ...bounds } : null;
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
