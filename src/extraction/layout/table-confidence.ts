import { holds, widthOf } from './geometry.js';
import type { FoundTable } from './found-table.js';
import type { BoundingBox, Word } from './layout.types.js';

/** How certain the way is in which a table was found: strokes around cells, strokes above and below, none. */
const GROUNDS = { ruled: 1, stroked: 0.9, aligned: 0.75 } as const;
export type Grounds = keyof typeof GROUNDS;

/** What an irregular table keeps of its confidence at the least. */
const IRREGULAR = 0.6;
/** How far, as a share of its width, a word may reach out of its cell: italics and rounding. */
const OVERHANG = 0.15;

/**
 * 0–1: what the table was found by, times the share of its words that stand within their cells, times how regular it
 * is (how many of its rows fill as many columns as most do), times the mean confidence of its words where OCR read them.
 */
export function tableConfidence(table: FoundTable, grounds: Grounds): number {
  const regular = IRREGULAR + (1 - IRREGULAR) * regularity(table);
  const confidence = GROUNDS[grounds] * shareInCells(table) * regular * wordConfidence(table.words);
  return Math.round(confidence * 100) / 100;
}

function shareInCells({ cells, words }: FoundTable): number {
  if (words.length === 0) return 1;
  const inside = words.filter((word) => cells.some(({ bbox }) => holds(bbox, word.bbox) && isWithin(bbox, word.bbox)));
  return inside.length / words.length;
}

function isWithin(cell: BoundingBox, word: BoundingBox): boolean {
  const margin = widthOf(word) * OVERHANG + 1;
  return word[0] >= cell[0] - margin && word[2] <= cell[2] + margin;
}

function regularity({ rows, cells }: FoundTable): number {
  const filled = rows.map(() => 0);
  for (const { row, columnSpan } of cells) filled[row] = (filled[row] ?? 0) + columnSpan;
  const counts = new Map<number, number>();
  for (const count of filled) counts.set(count, (counts.get(count) ?? 0) + 1);
  return Math.max(0, ...counts.values()) / Math.max(1, rows.length);
}

function wordConfidence(words: readonly Word[]): number {
  const told = words.flatMap(({ confidence }) => confidence ?? []);
  return told.length === 0 ? 1 : told.reduce((sum, value) => sum + value, 0) / told.length;
}
