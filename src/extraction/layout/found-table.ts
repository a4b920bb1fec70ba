import { roundBox } from './geometry.js';
import type { BoundingBox, Word } from './layout.types.js';
import { groupLines } from './lines.js';

/** A number, an amount, a share, a date or a code: what columns of tables are made of. */
export const FIGURE = /^[^\p{L}]{0,3}\d[\d.,:/\-\s]*[^\p{L}\d]{0,3}(?:원|%|개|건|[A-Z]{3})?$/u;

/** Words that stand in one cell; several of the same place are joined. */
export interface TableCell {
  row: number;
  column: number;
  words: Word[];
}

/** A table as it is printed. */
export interface FoundTable {
  bbox: BoundingBox;
  /** Rows of cell texts, all of the same length; empty rows and columns are left out. */
  rows: string[][];
  words: Word[];
  /** How it was found: by its strokes or by its words' alignment. */
  by: 'ruled' | 'aligned';
  title: string | null;
}

/** Null when fewer than two rows or two columns hold anything. */
export function toFoundTable(cells: readonly TableCell[], bbox: BoundingBox, by: FoundTable['by']): FoundTable | null {
  const rowNumbers = distinct(cells.map(({ row }) => row));
  const columnNumbers = distinct(cells.map(({ column }) => column));
  if (rowNumbers.length < 2 || columnNumbers.length < 2) return null;
  const byPlace = new Map<string, Word[]>();
  for (const { row, column, words } of cells) {
    const place = `${row}:${column}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), ...words]);
  }
  const rows = rowNumbers.map((row) => columnNumbers.map((column) => cellText(byPlace.get(`${row}:${column}`) ?? [])));
  return { bbox: roundBox(bbox), rows, words: cells.flatMap(({ words }) => words), by, title: null };
}

function cellText(words: readonly Word[]): string {
  return groupLines(words)
    .map((line) => line.map(({ text }) => text).join(' '))
    .join(' ');
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
