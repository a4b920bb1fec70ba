import { boundsOf, heightOf, median, widthOf } from '../../layout/geometry.js';
import type { BoundingBox, PageLayout, SheetCell, SheetLayout } from '../../layout/layout.types.js';
import { groupLines, SEGMENT_GAP } from '../../layout/lines.js';
import { columnLetters } from '../../tables/grid.js';
import { type PlaneLine, type PlaneWord, type Segment, SEGMENT_BREAK, type TextPlane } from './text-plane.js';

/** What identifies a document stands on its first pages, what it comes to on its last ones. */
const FIRST_PAGES = 10;
const LAST_PAGES = 5;
const FIRST_SHEETS = 10;
/** Of a page; more is a list or noise. */
const MAX_WORDS = 6_000;
const MAX_CELLS = 3_000;
/** Longer runs of characters without a space are no words. */
const MAX_WORD_LENGTH = 200;
/** The sizes in which cells are laid out: wide enough that no cell touches the next. */
const CELL_WIDTH = 1_000;
const LINE_PITCH = 14;
const LETTER = { width: 8, height: 10 };
/** Text that stands upright on end would join all the lines beside it. */
const MAX_UPRIGHT = 1.8;

type Words = PlaneWord[][];

/** Lays out pages and visible sheets for the search of fields; of long documents the first and the last ones. */
export function buildPlanes(
  pages: readonly PageLayout[],
  sheets: readonly SheetLayout[],
  recognised: ReadonlySet<number>,
): TextPlane[] {
  const ordered = [...pages].sort((a, b) => a.page - b.page);
  const chosen = ordered.filter((_, index) => index < FIRST_PAGES || index >= ordered.length - LAST_PAGES);
  const shown = sheets.filter(({ hidden }) => !hidden).slice(0, FIRST_SHEETS);
  return [
    ...chosen.map((layout) => ({
      place: { page: layout.page },
      rows: rowsOfPage(layout),
      isRecognised: recognised.has(layout.page),
    })),
    ...shown.map((layout) => ({ place: { sheet: layout.sheet }, rows: rowsOfSheet(layout), isRecognised: false })),
  ].map((given, index) => toPlane(index, given));
}

function toPlane(
  index: number,
  { place, rows, isRecognised }: Pick<TextPlane, 'place' | 'isRecognised'> & { rows: Words },
): TextPlane {
  const words = rows.flat();
  const letterHeight = Math.max(0.1, median(words.map(({ bbox }) => heightOf(bbox))));
  const plane: TextPlane = { index, place, letterHeight, bbox: boundsOf(words), lines: [], isRecognised };
  plane.lines = rows.map((row, at) => toPlaneLine(plane, at, row));
  return plane;
}

function rowsOfPage({ blocks }: PageLayout): Words {
  const words: PlaneWord[] = [];
  for (const block of blocks) {
    for (const line of block.lines) {
      for (const word of line.words) if (isReadable(word)) words.push(word);
      if (words.length > MAX_WORDS) return groupLines(words.slice(0, MAX_WORDS));
    }
  }
  return groupLines(words);
}

function isReadable({ text, bbox }: PlaneWord): boolean {
  if (text.length > MAX_WORD_LENGTH) return false;
  return text.length < 3 || heightOf(bbox) <= widthOf(bbox) * MAX_UPRIGHT;
}

function rowsOfSheet({ cells }: SheetLayout): Words {
  const rows = new Map<number, SheetCell[]>();
  for (const cell of cells.slice(0, MAX_CELLS)) rows.set(cell.row, [...(rows.get(cell.row) ?? []), cell]);
  const words: Words = [];
  let top = 0;
  let last = 0;
  for (const [row, inRow] of [...rows].sort(([a], [b]) => a - b)) {
    // An empty row leaves a gap, however many there are.
    if (row > last + 1) top += LINE_PITCH * 2;
    last = row;
    const lines: PlaneWord[][] = [];
    for (const cell of inRow) layOutCell(cell, top, lines);
    words.push(...lines.filter((line) => line.length > 0));
    top += LINE_PITCH * Math.max(1, lines.length);
  }
  return words;
}

/** Adds the lines of a cell's text, from the cell's top on. */
function layOutCell({ text, row, column }: SheetCell, top: number, lines: PlaneWord[][]): void {
  const cell = `${columnLetters(column)}${row}`;
  for (const [index, line] of text.split('\n').entries()) {
    const parts = line.split(/\s+/).filter((part) => part !== '' && part.length <= MAX_WORD_LENGTH);
    const width = Math.min(LETTER.width, (CELL_WIDTH - LETTER.width * 4) / Math.max(1, line.length));
    let left = column * CELL_WIDTH;
    const words = parts.map((part) => {
      const y = top + index * LINE_PITCH;
      const bbox: BoundingBox = [left, y, left + part.length * width, y + LETTER.height];
      left = bbox[2] + width;
      return { text: part, bbox, cell };
    });
    lines[index] = [...(lines[index] ?? []), ...words];
  }
}

function toPlaneLine(plane: TextPlane, index: number, words: readonly PlaneWord[]): PlaneLine {
  const segments: Segment[] = [];
  const starts: number[] = [];
  let text = '';
  for (const [at, word] of words.entries()) {
    const previous = words[at - 1];
    const segment = segments.at(-1);
    const isBroken = !previous || isApart(previous, word, plane.letterHeight);
    if (previous) text += isBroken ? SEGMENT_BREAK : ' ';
    starts.push(text.length);
    if (isBroken || !segment) segments.push({ bbox: word.bbox, first: at, end: at + 1, from: text.length, to: 0 });
    else segment.end = at + 1;
    text += word.text;
    const current = segments.at(-1);
    if (current) current.to = text.length;
  }
  for (const segment of segments) segment.bbox = boundsOf(words.slice(segment.first, segment.end));
  return { plane, index, words, segments, text, starts, bbox: boundsOf(words) };
}

function isApart(previous: PlaneWord, word: PlaneWord, letterHeight: number): boolean {
  if (previous.cell !== word.cell) return true;
  if (word.cell !== undefined) return false;
  const height = Math.max(heightOf(word.bbox), heightOf(previous.bbox), letterHeight * 0.7);
  return word.bbox[0] - previous.bbox[2] > height * SEGMENT_GAP;
}
