import { boundsOf, heightOf, median, verticalOverlap } from './geometry.js';
import type { Block, BoundingBox, Line, Word } from './layout.types.js';
import { isRightToLeft } from './words.js';

/** Words share a line when at least this much of the lower one stands beside the line. */
const SAME_LINE = 0.5;
/** A gap between words (in letter heights) that ends a segment: wider than a space of justified text. */
export const SEGMENT_GAP = 1.1;
/** A gap between lines (in line heights) that ends a paragraph. */
const PARAGRAPH_GAP = 0.7;
/** A word that begins with the mark that ends a sentence. */
const MARK_BEFORE = /^([.,:;!?،؛؟])([\p{N}\p{Script=Latin}].*)$/su;
/** Letters that are so much larger or smaller than those of the line before begin a block of their own. */
const SIZE_STEP = 1.35;

export function toLine(words: Word[]): Line {
  return { words, bbox: boundsOf(words) };
}

/** Orders words into lines from top to bottom over the whole width; each line from its beginning to its end. */
export function groupLines<T extends Pick<Word, 'bbox'>>(items: readonly T[]): T[][] {
  const rows: T[][] = [];
  for (const item of [...items].sort(byMiddle)) {
    const row = rowOf(rows, item.bbox);
    if (row) row.push(item);
    else rows.push([item]);
  }
  for (const row of rows) row.sort(byLeft);
  return rows;
}

/** How many of the last lines a word is compared with: a tall word, or a raised one, lies between others. */
const COMPARED_LINES = 4;

function byMiddle({ bbox: a }: Pick<Word, 'bbox'>, { bbox: b }: Pick<Word, 'bbox'>): number {
  return a[1] + a[3] - b[1] - b[3];
}

function byLeft(a: Pick<Word, 'bbox'>, b: Pick<Word, 'bbox'>): number {
  return a.bbox[0] - b.bbox[0];
}

/** The first of the last lines beside which a box stands; a line is where its first word is. */
function rowOf<T extends Pick<Word, 'bbox'>>(rows: readonly T[][], bbox: BoundingBox): T[] | undefined {
  for (let index = Math.max(0, rows.length - COMPARED_LINES); index < rows.length; index += 1) {
    const row = rows[index];
    const first = row?.[0];
    if (first && verticalOverlap(first.bbox, bbox) >= SAME_LINE) return row;
  }
  return undefined;
}

/** Parts of lines without a wide gap: what stands in one column or cell. */
export function toSegments(words: readonly Word[]): Line[] {
  return groupLines(words).flatMap((row) => {
    const parts: Word[][] = [];
    let right = -Infinity;
    for (const word of row) {
      const gap = word.bbox[0] - right;
      const part = parts.at(-1);
      if (part && gap <= heightOf(word.bbox) * SEGMENT_GAP) part.push(word);
      else parts.push([word]);
      right = Math.max(right, word.bbox[2]);
    }
    return parts.map(toLine);
  });
}

/** Joins the segments that stand side by side to whole lines, top to bottom. */
export function toLines(segments: readonly Line[]): Line[] {
  return groupLines(segments).map((row) => toLine(inReadingDirection(row.flatMap(({ words }) => words))));
}

/** Gathers lines, given in reading order, to paragraphs. */
export function toBlocks(lines: readonly Line[]): Block[] {
  const blocks: Line[][] = [];
  let before = 0;
  for (const line of lines) {
    const height = textHeight(line.words);
    const block = blocks.at(-1);
    const previous = block?.at(-1);
    if (block && previous && continues(previous, before, line, height)) block.push(line);
    else blocks.push([line]);
    before = height;
  }
  return blocks.map((of) => ({ lines: of, bbox: boundsOf(of), kind: 'text' }));
}

/** The usual height of the letters. */
export function textHeight(items: readonly Pick<Word, 'bbox'>[]): number {
  return median(items.map(({ bbox }) => heightOf(bbox)));
}

function continues(previous: Line, before: number, line: Line, height: number): boolean {
  const gap = line.bbox[1] - previous.bbox[3];
  const ratio = height > before ? height / before : before / height;
  return gap < Math.max(before, height) * PARAGRAPH_GAP && gap > -height * 2 && ratio < SIZE_STEP;
}

/** Where most words are written from right to left, the line begins at its right. Its words are given in their order. */
export function inReadingDirection(words: readonly Word[]): Word[] {
  const letters = words.filter(({ text }) => /\p{L}/u.test(text));
  const reversed = letters.filter(({ text }) => isRightToLeft(text)).length;
  return reversed * 2 > letters.length ? words.map(withClosingMark).reverse() : [...words];
}

/** A figure or a Latin word on such a line has the mark that ends its sentence drawn to its left. */
function withClosingMark(word: Word): Word {
  if (!MARK_BEFORE.test(word.text)) return word;
  return { ...word, text: word.text.replace(MARK_BEFORE, '$2$1') };
}
