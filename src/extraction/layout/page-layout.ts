import { toBlocks, toSegments } from './lines.js';
import type { Block, Word } from './layout.types.js';
import { orderLines } from './reading-order.js';
import { type DirectedWords, turnBack } from './words.js';

/** The words of a page as blocks in reading order; text that runs in another direction comes last. */
export function layOut(directions: readonly DirectedWords[]): Block[] {
  return [...directions].sort((a, b) => a.turn - b.turn).flatMap((direction) => layOutDirection(direction));
}

/** {@link layOut} for words that stand upright. */
export function layOutWords(words: readonly Word[]): Block[] {
  return toBlocks(orderLines(toSegments(words)));
}

function layOutDirection(direction: DirectedWords): Block[] {
  const blocks = layOutWords(direction.words);
  if (direction.turn === 0) return blocks;
  return blocks.map((block) => ({
    ...turnBack(block, direction),
    lines: block.lines.map((line) => ({
      ...turnBack(line, direction),
      words: line.words.map((word) => turnBack(word, direction)),
    })),
  }));
}
