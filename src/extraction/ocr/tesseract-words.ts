import { boundsOf } from '../layout/geometry.js';
import type { Word } from '../layout/layout.types.js';

/** What Tesseract says of a page: its TSV has the boxes, its plain text the spaces between words. */
export interface TesseractOutput {
  tsv: string;
  text: string;
}

const WORD_LEVEL = '5';

/**
 * The words of a page with their boxes in pixels. Of Korean, Chinese and Japanese the TSV calls every syllable a word;
 * only the text tells which of them stand together. Pieces without letters, which Tesseract gives for rules and dirt,
 * are left out.
 */
export function wordsOf({ tsv, text }: TesseractOutput): Word[] {
  const texts = text.split('\n').filter((line) => line.trim() !== '');
  return linesOf(tsv).flatMap((pieces, index) => joinPieces(pieces, texts[index] ?? ''));
}

/** Columns of the TSV: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
function linesOf(tsv: string): Word[][] {
  const lines = new Map<string, Word[]>();
  for (const row of tsv.split('\n')) {
    const [level, page, block, paragraph, line, , left, top, width, height, confidence, ...rest] = row.split('\t');
    const text = rest.join(' ').trim();
    if (level !== WORD_LEVEL || text === '') continue;
    const [x, y] = [Number(left), Number(top)];
    const bbox: Word['bbox'] = [x, y, x + Number(width), y + Number(height)];
    const key = [page, block, paragraph, line].join(' ');
    const word = { text, bbox, confidence: Math.max(0, Number(confidence) / 100) };
    const words = lines.get(key);
    if (words) words.push(word);
    else lines.set(key, [word]);
  }
  return [...lines.values()];
}

/** Joins pieces between which the line's text has no space; where the two do not agree, pieces stay apart. */
function joinPieces(pieces: readonly Word[], line: string): Word[] {
  const words: Word[][] = [];
  let rest = line;
  for (const piece of pieces) {
    const next = rest.trimStart();
    const isApart = next.length < rest.length || !next.startsWith(piece.text);
    const word = words.at(-1);
    if (word && !isApart) word.push(piece);
    else words.push([piece]);
    rest = next.startsWith(piece.text) ? next.slice(piece.text.length) : '';
  }
  return words.map(toWord);
}

/** As certain as the least certain of its pieces. */
function toWord(pieces: readonly Word[]): Word {
  const text = pieces.map((piece) => piece.text).join('');
  return { text, bbox: boundsOf(pieces), confidence: Math.min(...pieces.map((piece) => piece.confidence ?? 0)) };
}
