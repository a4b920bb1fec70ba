import { heightOf } from './geometry.js';
import type { Block, Line } from './layout.types.js';
import { SEGMENT_GAP } from './lines.js';

/** A hyphen at the end of a line that parts a word: letters before it, and the rest begins in lower case. */
const PARTED = /\p{L}[-\u00AD\u2010]$/u;
const REST = /^\p{Ll}/u;

/** The text of blocks in their order: paragraphs apart by an empty line, columns of a line and cells by tabs. */
export function textOf(blocks: readonly Block[]): string {
  return blocks.map(blockText).join('\n\n');
}

function blockText({ lines, cells }: Block): string {
  return cells ? cells.map((row) => row.join('\t').trimEnd()).join('\n') : mendHyphens(lines.map(lineText));
}

/** The words of a line, with a tab where the gap is wider than any space. */
export function lineText({ words }: Line): string {
  let text = '';
  let previous: Line['words'][number] | undefined;
  for (const word of words) {
    const gap = previous ? Math.max(word.bbox[0] - previous.bbox[2], previous.bbox[0] - word.bbox[2]) : 0;
    if (previous) text += gap > heightOf(word.bbox) * SEGMENT_GAP ? '\t' : ' ';
    text += word.text;
    previous = word;
  }
  return text;
}

/** Puts words together again that a line's end parts; what follows the word stays on its line. */
export function mendHyphens(lines: readonly string[]): string {
  const mended: string[] = [];
  for (const line of lines) {
    const previous = mended.at(-1);
    if (previous !== undefined && PARTED.test(previous) && REST.test(line)) {
      const end = line.search(/[ \t]/);
      mended[mended.length - 1] = previous.slice(0, -1) + (end < 0 ? line : line.slice(0, end));
      if (end >= 0) mended.push(line.slice(end + 1));
    } else mended.push(line);
  }
  return mended.join('\n').replaceAll('\u00AD', '');
}
