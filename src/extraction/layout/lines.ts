import { boundsOf, centreOf, heightOf, median, verticalOverlap } from './geometry.js';
import type { Block, Line, Word } from './layout.types.js';
import { isRightToLeft } from './words.js';

/** Words share a line when at least this much of the lower one stands beside the line. */
const SAME_LINE = 0.5;
/** A gap between words (in letter heights) that ends a segment: wider than a space of justified text. */
export const SEGMENT_GAP = 1.1;
/** A gap between lines (in line heights) that ends a paragraph. */
const PARAGRAPH_GAP = 0.7;
/** Letters that are so much larger or smaller than those of the line before begin a block of their own. */
const SIZE_STEP = 1.35;

export function toLine(words: Word[]): Line {
  return { words, bbox: boundsOf(words) };
}

/** Orders words into lines from top to bottom over the whole width; each line from its beginning to its end. */
export function groupLines<T extends Pick<Word, 'bbox'>>(items: readonly T[]): T[][] {
  const rows: { items: T[]; band: T }[] = [];
  for (const item of [...items].sort((a, b) => centreOf(a.bbox).y - centreOf(b.bbox).y)) {
    const row = rows.slice(-4).find(({ band }) => verticalOverlap(band.bbox, item.bbox) >= SAME_LINE);
    if (row) row.items.push(item);
    else rows.push({ items: [item], band: item });
  }
  return rows.map((row) => row.items.sort((a, b) => a.bbox[0] - b.bbox[0]));
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
  for (const line of lines) {
    const block = blocks.at(-1);
    const previous = block?.at(-1);
    if (block && previous && continues(previous, line)) block.push(line);
    else blocks.push([line]);
  }
  return blocks.map((of) => ({ lines: of, bbox: boundsOf(of), kind: 'text' }));
}

/** The usual height of the letters. */
export function textHeight(items: readonly Pick<Word, 'bbox'>[]): number {
  return median(items.map(({ bbox }) => heightOf(bbox)));
}

function continues(previous: Line, line: Line): boolean {
  const before = textHeight(previous.words);
  const height = textHeight(line.words);
  const gap = line.bbox[1] - previous.bbox[3];
  const ratio = height > before ? height / before : before / height;
  return gap < Math.max(before, height) * PARAGRAPH_GAP && gap > -height * 2 && ratio < SIZE_STEP;
}

/** Where most words are written from right to left, the line begins at its right. */
function inReadingDirection(words: Word[]): Word[] {
  const reversed = words.filter(({ text }) => isRightToLeft(text)).length;
  return reversed * 2 > words.length ? words.reverse() : words;
}
