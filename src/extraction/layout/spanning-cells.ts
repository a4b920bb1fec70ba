import { boundsOf } from './geometry.js';
import type { TableCell } from './found-table.js';
import type { Word } from './layout.types.js';

/** How much of a column's width a cell must share with it to stand over it. */
const SHARED = 0.3;
/** How far (in letter heights) the edge of a heading may be from the edge of its column. */
const ALIGNED = 0.6;
const MAX_WORDS = 40;

interface Extent {
  column: number;
  x0: number;
  x1: number;
}

/**
 * Cells that stand over several columns, in rows that fill none of the others of them: either headings that stand so
 * close that no gap parts them, which are told by each lining up with its column, or one merged cell.
 */
export function settleSpanningCells(cells: readonly TableCell[], height: number): TableCell[] {
  return cells.flatMap((cell) => {
    const covered = extentsWithout(cells, cell).filter((extent) => standsOver(cell, extent));
    const first = covered[0];
    const last = covered.at(-1);
    if (!first || !last || first === last || hasNeighbour(cells, cell, first.column, last.column)) return [cell];
    const parting = cell.words.length <= MAX_WORDS ? partAtColumns(cell.words, covered, height) : null;
    if (parting) return parting.headings.map(({ column, words }) => ({ row: cell.row, column, words }));
    return [{ ...cell, column: first.column, lastColumn: last.column }];
  });
}

/** How wide each column is by its other rows. */
function extentsWithout(cells: readonly TableCell[], without: TableCell): Extent[] {
  const extents = new Map<number, Extent>();
  for (const { row, column, words } of cells) {
    if (row === without.row) continue;
    const [x0, , x1] = boundsOf(words);
    const known = extents.get(column) ?? { column, x0, x1 };
    extents.set(column, { column, x0: Math.min(known.x0, x0), x1: Math.max(known.x1, x1) });
  }
  return [...extents.values()].sort((a, b) => a.column - b.column);
}

function standsOver({ words }: TableCell, { x0, x1 }: Extent): boolean {
  const [left, , right] = boundsOf(words);
  return Math.min(right, x1) - Math.max(left, x0) >= (x1 - x0) * SHARED;
}

function hasNeighbour(cells: readonly TableCell[], cell: TableCell, first: number, last: number): boolean {
  return cells.some(
    (other) => other !== cell && other.row === cell.row && other.column >= first && other.column <= last,
  );
}

interface Parting {
  headings: { column: number; words: Word[] }[];
  /** How far, added up, they are from the edges of their columns. */
  offset: number;
}

/** One group of words for every column, each lined up with its own as well as may be; null when they do not. */
function partAtColumns(words: readonly Word[], columns: readonly Extent[], height: number): Parting | null {
  const [column, ...others] = columns;
  if (!column) return words.length === 0 ? { headings: [], offset: 0 } : null;
  let best: Parting | null = null;
  const from = others.length === 0 ? words.length : 1;
  for (let count = from; count <= words.length - others.length; count += 1) {
    const group = words.slice(0, count);
    const offset = offsetFrom(column, group);
    if (offset > height * ALIGNED) continue;
    const rest = partAtColumns(words.slice(count), others, height);
    if (!rest || (best && rest.offset + offset >= best.offset)) continue;
    best = { headings: [{ column: column.column, words: group }, ...rest.headings], offset: rest.offset + offset };
  }
  return best;
}

/** By the edge or the middle that lines up best. */
function offsetFrom({ x0, x1 }: Extent, words: readonly Word[]): number {
  const [left, , right] = boundsOf(words);
  return Math.min(Math.abs(left - x0), Math.abs(right - x1), Math.abs((left + right - x0 - x1) / 2));
}
