import { boundsOf, centreOf, heightOf, holds } from './geometry.js';
import type { BoundingBox, Rule, Word } from './layout.types.js';
import { FIGURE, type FoundTable, type TableCell, toFoundTable } from './found-table.js';
import { groupLines, textHeight } from './lines.js';
import { tableConfidence } from './table-confidence.js';

/** Strokes that are so close (in points) are one, meet, or lie on one line. */
const TOLERANCE = 3;
/** More crossings than this are a drawing or graph paper. */
const MAX_CROSSINGS = 100_000;
/** A cell with more than this share of many words is a frame around text, not a table. */
const MAX_CELL_SHARE = 0.7;
const MANY_WORDS = 40;
/** A row that is so many letters high may hold several rows without a stroke between them. */
const TALL_ROW = 1.7;

interface Line {
  /** Where it lies across its axis. */
  at: number;
  from: number;
  to: number;
}

interface Lattice {
  horizontal: Line[];
  vertical: Line[];
}

/** Tables drawn with strokes: every piece of crossing lines that makes at least two rows of two cells. */
export function findRuledTables(rules: readonly Rule[], words: readonly Word[]): FoundTable[] {
  const horizontal = mergeLines(rules, 'horizontal');
  const vertical = mergeLines(rules, 'vertical');
  if (horizontal.length * vertical.length > MAX_CROSSINGS) return [];
  return latticesOf(horizontal, vertical).flatMap((lattice) => tableOf(lattice, words) ?? []);
}

function mergeLines(rules: readonly Rule[], axis: Rule['axis']): Line[] {
  const lines = rules
    .filter((rule) => rule.axis === axis)
    .map(({ bbox: [x0, y0, x1, y1] }) =>
      axis === 'horizontal' ? { at: (y0 + y1) / 2, from: x0, to: x1 } : { at: (x0 + x1) / 2, from: y0, to: y1 },
    )
    .sort((a, b) => a.at - b.at || a.from - b.from);
  const merged: Line[] = [];
  for (const line of lines) {
    const same = merged.findLast(
      (other) =>
        line.at - other.at <= TOLERANCE && line.from <= other.to + TOLERANCE && other.from <= line.to + TOLERANCE,
    );
    if (!same) merged.push({ ...line });
    else {
      same.from = Math.min(same.from, line.from);
      same.to = Math.max(same.to, line.to);
    }
  }
  return merged;
}

/** Pieces of lines that cross or touch each other. */
function latticesOf(horizontal: readonly Line[], vertical: readonly Line[]): Lattice[] {
  let pieces: Lattice[] = [];
  for (const line of vertical) {
    const crossed = horizontal.filter((other) => crosses(other, line));
    const touching = pieces.filter((piece) => crossed.some((other) => piece.horizontal.includes(other)));
    const joined: Lattice = {
      horizontal: [...new Set([...touching.flatMap((piece) => piece.horizontal), ...crossed])],
      vertical: [...touching.flatMap((piece) => piece.vertical), line],
    };
    pieces = [...pieces.filter((piece) => !touching.includes(piece)), joined];
  }
  return pieces;
}

function crosses(horizontal: Line, vertical: Line): boolean {
  const isBeside = vertical.at >= horizontal.from - TOLERANCE && vertical.at <= horizontal.to + TOLERANCE;
  return isBeside && horizontal.at >= vertical.from - TOLERANCE && horizontal.at <= vertical.to + TOLERANCE;
}

function tableOf(lattice: Lattice, words: readonly Word[]): FoundTable | null {
  const xs = edges(lattice.vertical, lattice.horizontal);
  const ys = edges(lattice.horizontal, lattice.vertical);
  if (xs.length < 3 || ys.length < 3) return null;
  const bbox: BoundingBox = [xs[0] ?? 0, ys[0] ?? 0, xs.at(-1) ?? 0, ys.at(-1) ?? 0];
  const inside = words.filter((word) => holds(bbox, word.bbox));
  const cells = new Map<string, TableCell>();
  for (const word of inside) {
    const { x, y } = centreOf(word.bbox);
    const { row, column } = homeOf(slot(ys, y), slot(xs, x), lattice, xs, ys);
    const cell = cells.get(`${row}:${column}`) ?? mergedCell(row, column, lattice, xs, ys);
    cell.words.push(word);
    cells.set(`${row}:${column}`, cell);
  }
  const found = [...cells.values()];
  const largest = Math.max(0, ...found.map((cell) => cell.words.length));
  if (inside.length > MANY_WORDS && largest > inside.length * MAX_CELL_SHARE) return null;
  const table = toFoundTable(splitTallRows(found, ys), bbox, 'ruled');
  return table && { ...table, confidence: tableConfidence(table, 'ruled') };
}

/** Where lines lie, and the ends of those that cross them: a table may have no outer border. */
function edges(lines: readonly Line[], crossing: readonly Line[]): number[] {
  const ends = [Math.min(...crossing.map(({ from }) => from)), Math.max(...crossing.map(({ to }) => to))];
  const sorted = [...lines.map(({ at }) => at), ...ends].sort((a, b) => a - b);
  return sorted.filter((at, index) => index === 0 || at - (sorted[index - 1] ?? 0) > TOLERANCE * 1.5);
}

function slot(edgesOf: readonly number[], at: number): number {
  const next = edgesOf.findIndex((edge) => edge > at);
  return Math.max(0, (next < 0 ? edgesOf.length - 1 : next) - 1);
}

/** The first cell of those that no stroke parts from the given one: cells may be merged to the right and downwards. */
function homeOf(
  row: number,
  column: number,
  { horizontal, vertical }: Lattice,
  xs: readonly number[],
  ys: readonly number[],
): { row: number; column: number } {
  let left = column;
  while (left > 0 && !isParted(vertical, xs[left] ?? 0, middle(ys, row))) left -= 1;
  let upper = row;
  while (upper > 0 && !isParted(horizontal, ys[upper] ?? 0, middle(xs, left))) upper -= 1;
  return { row: upper, column: left };
}

/** The cell that begins at a place, as far as no stroke parts it from what lies to the right and below. */
function mergedCell(
  row: number,
  column: number,
  { horizontal, vertical }: Lattice,
  xs: readonly number[],
  ys: readonly number[],
): TableCell {
  let lastColumn = column;
  while (lastColumn < xs.length - 2 && !isParted(vertical, xs[lastColumn + 1] ?? 0, middle(ys, row))) lastColumn += 1;
  let lastRow = row;
  while (lastRow < ys.length - 2 && !isParted(horizontal, ys[lastRow + 1] ?? 0, middle(xs, column))) lastRow += 1;
  const box: BoundingBox = [xs[column] ?? 0, ys[row] ?? 0, xs[lastColumn + 1] ?? 0, ys[lastRow + 1] ?? 0];
  return { row, column, lastRow, lastColumn, words: [], box };
}

function middle(values: readonly number[], index: number): number {
  return ((values[index] ?? 0) + (values[index + 1] ?? 0)) / 2;
}

function isParted(lines: readonly Line[], at: number, across: number): boolean {
  return lines.some(
    (line) => Math.abs(line.at - at) <= TOLERANCE * 1.5 && line.from <= across + 1 && line.to >= across - 1,
  );
}

/** Rows without strokes between them are told by lines of words that fill several cells. */
function splitTallRows(cells: readonly TableCell[], ys: readonly number[]): TableCell[] {
  const result: TableCell[] = [];
  /** Where each row ends once it and those above are split. */
  const last: number[] = [];
  for (let row = 0; row < ys.length - 1; row += 1) {
    const start = (last[row - 1] ?? -1) + 1;
    const inRow = cells.filter((cell) => cell.row === row);
    const lines = linesOfTallRow(inRow);
    last.push(start + Math.max(1, lines.length) - 1);
    if (lines.length === 0) result.push(...inRow.map((cell) => ({ ...cell, row: start })));
    for (const [index, line] of lines.entries()) {
      for (const { word, column } of line) result.push({ row: start + index, column, words: [word] });
    }
  }
  return result.map((cell) =>
    cell.lastRow === undefined ? cell : { ...cell, lastRow: last[cell.lastRow] ?? cell.row },
  );
}

/** The rows that stand in one that is drawn; empty where it is one row itself. */
function linesOfTallRow(cells: readonly TableCell[]): { word: Word; column: number }[][] {
  const words = cells.flatMap((cell) => cell.words.map((word) => ({ word, bbox: word.bbox, column: cell.column })));
  const isTall = heightOf(boundsOf(words)) > textHeight(words) * TALL_ROW;
  const lines = isTall ? groupLines(words) : [];
  return areRows(lines) ? lines : [];
}

/** Lines that fill most of the columns that any of them fills are rows; two lines alone must be of figures besides. */
function areRows(lines: readonly { word: Word; column: number }[][]): boolean {
  const columns = lines.map((line) => new Set(line.map(({ column }) => column)).size);
  const wanted = Math.max(2, Math.max(0, ...columns) * 0.6);
  const full = columns.filter((count) => count >= wanted).length;
  if (lines.length >= 3) return full >= lines.length * 0.8;
  const figures = lines.flat().filter(({ word }) => FIGURE.test(word.text)).length;
  return lines.length === 2 && full === 2 && wanted > 2 && figures >= lines.flat().length / 2;
}
