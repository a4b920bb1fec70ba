import { findAlignedTables } from './aligned-tables.js';
import { findCaption } from './caption.js';
import type { FoundTable } from './found-table.js';
import { groupLines, toBlocks, toLine, toLines, toSegments } from './lines.js';
import type { Block, Line, Rule, Word } from './layout.types.js';
import { readingRegions } from './reading-order.js';
import { findRuledTables } from './ruled-tables.js';
import { type DirectedWords, turnBack, turnRules } from './words.js';

/** What stands on a page, in reading order, and the tables among it. */
export interface LaidOut {
  blocks: Block[];
  tables: FoundTable[];
}

export interface LayOutOptions {
  /** Whether tables are looked for. */
  tables: boolean;
}

/** A segment, or a whole table in its place among the segments. */
interface Piece extends Line {
  table?: FoundTable;
}

/** A table of more would be noise. */
const MAX_TABLES = 50;

/** The words of a page as blocks, and the tables among them; text that runs in another direction comes last. */
export function layOut(directions: readonly DirectedWords[], rules: readonly Rule[], options?: LayOutOptions): LaidOut {
  const ordered = [...directions].sort((a, b) => a.turn - b.turn);
  const laidOut = ordered.map((direction) => {
    if (direction.turn === 0) return layOutWords(direction.words, rules, options);
    return backOnPage(layOutWords(direction.words, turnRules(rules, direction), options), direction);
  });
  return { blocks: laidOut.flatMap(({ blocks }) => blocks), tables: laidOut.flatMap(({ tables }) => tables) };
}

/** {@link layOut} for words that stand upright. */
export function layOutWords(
  words: readonly Word[],
  rules: readonly Rule[] = [],
  { tables: wantsTables }: LayOutOptions = { tables: true },
): LaidOut {
  if (!wantsTables) return { blocks: readingRegions(toSegments(words)).flatMap(toRegionBlocks), tables: [] };
  const ruled = findRuledTables(rules, words).slice(0, MAX_TABLES);
  const inTables = new Set(ruled.flatMap((table) => table.words));
  const segments = toSegments(words.filter((word) => !inTables.has(word)));
  const pieces: Piece[] = [...segments, ...ruled.map(toPiece)];
  const regions = readingRegions(pieces).map((region) => withAlignedTables(region, rules));
  const blocks = regions.flatMap(toRegionBlocks);
  const tables = regions.flat().flatMap(({ table }) => table ?? []);
  for (const table of tables) table.title = findCaption(table.bbox, blocks);
  return { blocks, tables: tables.sort((a, b) => a.bbox[1] - b.bbox[1]) };
}

function toPiece(table: FoundTable): Piece {
  return { words: table.words, bbox: table.bbox, table };
}

function withAlignedTables(region: readonly Piece[], rules: readonly Rule[]): Piece[] {
  const tables = findAlignedTables(
    region.filter(({ table }) => !table),
    rules,
  ).slice(0, MAX_TABLES);
  if (tables.length === 0) return [...region];
  const inTables = new Set(tables.flatMap(({ words }) => words));
  return [...region.filter(({ words }) => !words.some((word) => inTables.has(word))), ...tables.map(toPiece)];
}

/** Text that stands beside a table is read before it. */
function toRegionBlocks(region: readonly Piece[]): Block[] {
  const blocks: Block[] = [];
  let segments: Line[] = [];
  const endText = (): void => {
    blocks.push(...toBlocks(toLines(segments)));
    segments = [];
  };
  const tops = region.map((piece) => ({ piece, bbox: piece.table ? topOf(piece) : piece.bbox }));
  for (const row of groupLines(tops)) {
    segments.push(...row.flatMap(({ piece }) => (piece.table ? [] : [piece])));
    for (const { piece } of row) {
      if (!piece.table) continue;
      endText();
      const lines = groupLines(piece.words).map(toLine);
      blocks.push({ lines, bbox: piece.bbox, kind: 'table', cells: piece.table.rows });
    }
  }
  endText();
  return blocks;
}

/** Its first line: what a table is as high as says nothing of where it begins. */
function topOf({ bbox: [x0, y0, x1] }: Piece): Piece['bbox'] {
  return [x0, y0, x1, y0 + 1];
}

function backOnPage({ blocks, tables }: LaidOut, direction: DirectedWords): LaidOut {
  const turnAll = <T extends { bbox: Word['bbox'] }>(items: readonly T[]): T[] =>
    items.map((item) => turnBack(item, direction));
  return {
    blocks: blocks.map((block) => ({
      ...turnBack(block, direction),
      lines: block.lines.map((line) => ({ ...turnBack(line, direction), words: turnAll(line.words) })),
    })),
    tables: tables.map((table) => ({
      ...turnBack(table, direction),
      cells: turnAll(table.cells),
      words: turnAll(table.words),
    })),
  };
}
