import type { Location } from '../../extraction.types.js';
import type { BoundingBox, Line, PageLayout, SheetLayout } from '../../layout/layout.types.js';
import { columnLetters } from '../../tables/grid.js';
import type { KeyInformationSource } from '../key-information.types.js';

/** A stretch of text whose every part can be shown in the document. */
export interface Passage {
  text: string;
  /** The place of the characters from `start` to before `end`. */
  locate: (start: number, end: number) => Location;
}

/** A gap this many times the height of its line sets columns apart. */
const COLUMN_GAP = 1;

/**
 * The document as passages: the blocks of its pages, whose lines stay lines and whose columns are set apart by tabs; the
 * cells of its sheets; and the texts of pages whose words have no boxes.
 */
export function* passagesOf({ pages, layouts, sheets }: KeyInformationSource): Generator<Passage> {
  const laidOut = new Set<number>();
  for (const layout of layouts) {
    if (layout.blocks.length > 0) laidOut.add(layout.page);
    yield* blocksOf(layout);
  }
  for (const page of pages) {
    if (!laidOut.has(page.number)) yield { text: page.text, locate: () => ({ page: page.number }) };
  }
  for (const sheet of sheets) yield* cellsOf(sheet);
}

function* blocksOf({ page, blocks }: PageLayout): Generator<Passage> {
  for (const { lines } of blocks) {
    const [starts, boxes]: [number[], BoundingBox[]] = [[], []];
    let text = '';
    for (const line of lines) {
      for (const [index, word] of line.words.entries()) {
        text += separatorBefore(line, index, text === '');
        starts.push(text.length);
        boxes.push(word.bbox);
        text += word.text;
      }
    }
    if (text !== '') yield { text, locate: (start, end) => ({ page, bbox: boundsBetween(starts, boxes, start, end) }) };
  }
}

function separatorBefore({ words, bbox }: Line, index: number, isFirst: boolean): string {
  if (isFirst) return '';
  const [word, previous] = [words[index], words[index - 1]];
  if (!word || !previous) return '\n';
  return word.bbox[0] - previous.bbox[2] > (bbox[3] - bbox[1]) * COLUMN_GAP ? '\t' : ' ';
}

/** What encloses all words that the range touches; `starts` rise, so that the first is found by halving. */
function boundsBetween(starts: number[], boxes: BoundingBox[], start: number, end: number): BoundingBox {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const bounds: BoundingBox = [...(boxes[low] ?? [0, 0, 0, 0])];
  for (let index = low + 1; index < starts.length && (starts[index] ?? 0) < end; index += 1) {
    const [x0, y0, x1, y1] = boxes[index] ?? bounds;
    bounds[0] = Math.min(bounds[0], x0);
    bounds[1] = Math.min(bounds[1], y0);
    bounds[2] = Math.max(bounds[2], x1);
    bounds[3] = Math.max(bounds[3], y1);
  }
  return bounds;
}

function* cellsOf({ sheet, cells }: SheetLayout): Generator<Passage> {
  for (const { row, column, text } of cells) {
    yield { text, locate: () => ({ sheet, cell: `${columnLetters(column)}${row}` }) };
  }
}
