import { heightOf } from './geometry.js';
import type { BoundingBox, Block, Line } from './layout.types.js';
import { textHeight } from './lines.js';
import { lineText, mendHyphens } from './page-text.js';

/** How a caption begins that says so. */
const NAMED = /^(?:table|tab\.|표)\s*[\dIVXⅠ-Ⅻ<〈.-]|^[<〈[]\s*표/i;
/** A line above a table that does not say so is its title when it is short and stands close. */
const MAX_TITLE_LENGTH = 60;
const MAX_CAPTION_LENGTH = 300;
/** In letter heights. */
const CLOSE = 2.5;
const NEAR = 4;

/** The title of a table: a caption above or below it, or the short line right above. */
export function findCaption(table: BoundingBox, blocks: readonly Block[]): string | null {
  const texts = blocks.filter(({ kind, bbox }) => kind === 'text' && bbox[0] < table[2] && bbox[2] > table[0]);
  const above = texts.filter(({ bbox }) => bbox[3] <= table[1] + 2).at(-1);
  const below = texts.find(({ bbox }) => bbox[1] >= table[3] - 2);
  for (const [block, gap] of [
    [above, above && table[1] - above.bbox[3]],
    [below, below && below.bbox[1] - table[3]],
  ] as const) {
    if (block && gap !== undefined && gap < lineHeight(block) * NEAR) {
      const from = block.lines.findIndex((line) => NAMED.test(lineText(line)));
      if (from >= 0) return caption(block.lines.slice(from));
    }
  }
  const last = above?.lines.at(-1);
  if (!above || !last || table[1] - above.bbox[3] > lineHeight(above) * CLOSE) return null;
  return titleOf(last);
}

function caption(lines: readonly Line[]): string {
  return mendHyphens(lines.map(lineText)).replace(/\s+/g, ' ').slice(0, MAX_CAPTION_LENGTH).trim();
}

function titleOf(line: Line): string | null {
  const text = lineText(line);
  return text.length > MAX_TITLE_LENGTH || /\t|[.,;:](?:\s|$)/.test(text) ? null : text;
}

function lineHeight({ lines }: Block): number {
  return Math.max(textHeight(lines.flatMap(({ words }) => words)), heightOf(lines[0]?.bbox ?? [0, 0, 0, 1]) / 2);
}
