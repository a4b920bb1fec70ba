import { boundsOf, heightOf, roundBox, type Size, type Turn, turnBox, turnSize } from './geometry.js';
import type { BoundingBox, Rule, Word } from './layout.types.js';

/** One character on a page as it is shown. */
export interface Glyph {
  text: string;
  bbox: BoundingBox;
  /** The direction in which its text runs: 0 from left to right, 90 downwards, 270 upwards. */
  turn: Turn;
  /** White space, or a place where the engine supposes some, stands before it. */
  afterSpace: boolean;
}

/** A space that an engine supposed between letters which stand this close (in letter heights) is none. */
const TOUCHING = 0.04;
/** Letters further apart (in letter heights) belong to two words even without a space. */
const WORD_GAP = 0.6;
/** Writing from right to left: Hebrew, Arabic and their presentation forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
/** Latin ligatures, Arabic presentation forms, and full-width letters of a CJK font are drawings of plain letters. */
const PRESENTATION_FORM = /[\uFB00-\uFB06\uFB13-\uFDFB\uFE70-\uFEFC\u2126\u212B]/g;

/** Words of one direction; `size` and the boxes are those of the page turned so that the words stand upright. */
export interface DirectedWords {
  turn: Turn;
  words: Word[];
  size: Size;
}

/** Joins the characters of a page, in the order in which they are drawn, to words. */
export function joinGlyphs(glyphs: Iterable<Glyph>, page: Size): DirectedWords[] {
  const directions = new Map<Turn, { words: Word[]; size: Size }>();
  let run: Glyph[] = [];
  let turn: Turn = 0;
  const endWord = (): void => {
    const word = run.length > 0 ? toWord(run) : null;
    run = [];
    if (!word) return;
    const direction = directions.get(turn) ?? { words: [], size: turnSize(page, turn) };
    direction.words.push(word);
    directions.set(turn, direction);
  };
  for (const glyph of glyphs) {
    const upright = glyph.turn === 0 ? glyph : { ...glyph, bbox: turnBox(glyph.bbox, againstTurn(glyph.turn), page) };
    const previous = run.at(-1);
    if (previous && (glyph.turn !== turn || isBreak(previous, upright))) endWord();
    turn = glyph.turn;
    run.push(upright);
  }
  endWord();
  return [...directions].map(([of, { words, size }]) => ({ turn: of, words, size }));
}

/** Turns what stands upright back to where it stands on the page. */
export function turnBack<T extends { bbox: BoundingBox }>(item: T, { turn, size }: DirectedWords): T {
  return turn === 0 ? item : { ...item, bbox: roundBox(turnBox(item.bbox, turn, size)) };
}

/** The strokes of a page as they stand when it is turned so that the words are upright. */
export function turnRules(rules: readonly Rule[], { turn, size }: DirectedWords): Rule[] {
  if (turn === 0) return [...rules];
  const page = turnSize(size, turn);
  return rules.map(({ axis, bbox }) => ({
    axis: turn === 180 ? axis : axis === 'horizontal' ? 'vertical' : 'horizontal',
    bbox: turnBox(bbox, againstTurn(turn), page),
  }));
}

/** Writes ligatures and presentation forms as the letters they stand for. */
export function plainLetters(text: string): string {
  return text.replace(PRESENTATION_FORM, (form) => form.normalize('NFKC'));
}

export function isRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

function againstTurn(turn: Turn): Turn {
  return turn === 90 ? 270 : turn === 270 ? 90 : turn;
}

function isBreak(previous: Glyph, { bbox, afterSpace, text }: Glyph): boolean {
  const height = Math.max(heightOf(previous.bbox), heightOf(bbox), 0.1);
  const apart = isRightToLeft(text) ? previous.bbox[0] - bbox[2] : bbox[0] - previous.bbox[2];
  if (afterSpace && apart > height * TOUCHING) return true;
  if (apart > height * WORD_GAP || apart < -height * 2) return true;
  const shared = Math.min(previous.bbox[3], bbox[3]) - Math.max(previous.bbox[1], bbox[1]);
  return shared < Math.min(heightOf(previous.bbox), heightOf(bbox)) * 0.2;
}

function toWord(run: readonly Glyph[]): Word | null {
  let letters = '';
  for (const glyph of run) letters += glyph.text;
  const text = plainLetters(letters).trim();
  return text === '' ? null : { text, bbox: roundBox(boundsOf(run)) };
}
