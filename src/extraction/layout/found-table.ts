import { boundsOf, roundBox } from './geometry.js';
import type { BoundingBox, Word } from './layout.types.js';
import { groupLines, inReadingDirection } from './lines.js';

/** A number, an amount, a share, a date or a code: what columns of tables are made of. */
export const FIGURE = /^[^\p{L}]{0,3}\d[\d.,:/\-\s]*[^\p{L}\d]{0,3}(?:원|%|개|건|[A-Z]{3})?$/u;

/** Words that stand in one cell; several of the same place are joined. */
export interface TableCell {
  row: number;
  column: number;
  words: Word[];
  /** The last row and column that a merged cell reaches over; absent when it is not merged. */
  lastRow?: number;
  lastColumn?: number;
  /** The cell as strokes draw it. */
  box?: BoundingBox;
}

/** Where a cell that holds something stands; `row` and `column` are indexes into the table's rows. */
export interface FoundCell {
  row: number;
  column: number;
  rowSpan: number;
  columnSpan: number;
  /** As it is drawn where strokes surround it; otherwise the box around its words. */
  bbox: BoundingBox;
}

/** A table as it is printed. */
export interface FoundTable {
  bbox: BoundingBox;
  /** Rows of cell texts, all of the same length; empty rows and columns are left out. */
  rows: string[][];
  cells: FoundCell[];
  words: Word[];
  /** How it was found: by its strokes or by its words' alignment. */
  by: 'ruled' | 'aligned';
  /** 0–1, see `tableConfidence`. */
  confidence: number;
  title: string | null;
}

/** Null when fewer than two rows or two columns hold anything. The confidence is the caller's to tell. */
export function toFoundTable(cells: readonly TableCell[], bbox: BoundingBox, by: FoundTable['by']): FoundTable | null {
  const rowNumbers = distinct(cells.map(({ row }) => row));
  const columnNumbers = distinct(cells.map(({ column }) => column));
  if (rowNumbers.length < 2 || columnNumbers.length < 2) return null;
  const joined = joinPlaces(cells);
  const rows = rowNumbers.map(() => columnNumbers.map(() => ''));
  const found: FoundCell[] = [];
  for (const { row, column, lastRow = row, lastColumn = column, words, box } of joined) {
    const [top, left] = [rowNumbers.indexOf(row), columnNumbers.indexOf(column)];
    const line = rows[top];
    if (line) line[left] = cellText(words);
    found.push({
      row: top,
      column: left,
      rowSpan: countWithin(rowNumbers, row, lastRow),
      columnSpan: countWithin(columnNumbers, column, lastColumn),
      bbox: roundBox(box ?? boundsOf(words)),
    });
  }
  const words = cells.flatMap((cell) => cell.words);
  return { bbox: roundBox(bbox), rows, cells: found, words, by, confidence: 1, title: null };
}

/** In the order of reading. */
function joinPlaces(cells: readonly TableCell[]): TableCell[] {
  const byPlace = new Map<string, TableCell>();
  for (const cell of cells) {
    const place = `${cell.row}:${cell.column}`;
    const known = byPlace.get(place);
    byPlace.set(place, known ? { ...known, words: [...known.words, ...cell.words] } : cell);
  }
  return [...byPlace.values()].sort((a, b) => a.row - b.row || a.column - b.column);
}

function cellText(words: readonly Word[]): string {
  return groupLines(words)
    .map((line) =>
      inReadingDirection(line)
        .map(({ text }) => text)
        .join(' '),
    )
    .join(' ');
}

function countWithin(numbers: readonly number[], first: number, last: number): number {
  return numbers.filter((number) => number >= first && number <= last).length;
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
