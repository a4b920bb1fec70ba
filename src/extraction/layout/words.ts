import { roundBox, type Size, type Turn, turnBox, turnSize } from './geometry.js';
import type { BoundingBox, Rule, Word } from './layout.types.js';

/** One character on a page as it is shown. */
export interface Glyph {
  text: string;
  bbox: BoundingBox;
  /** The direction in which its text runs: 0 from left to right, 90 downwards, 270 upwards. */
  turn: Turn;
  /** The white space before it. */
  space: Space;
}

/** White space that the document draws, or that an engine supposes because of a gap. */
export type Space = 'none' | 'supposed' | 'drawn';

/** A space that an engine supposed between letters which stand this close (in letter heights) is none. */
const TOUCHING = 0.015;
/**
 * The same where East Asian letters are: programs set them a little apart from Latin letters and figures, by up to a
 * quarter of their size (CSS Text 4, 8.4: an eighth), and spread them to justify a line. A space between them is wider.
 */
const TOUCHING_WIDE = 0.18;
const TOUCHING_SCRIPTS = 0.25;
/** Of marks that no space is written before. */
const TOUCHING_MARK = 0.45;
const CLOSING_MARKS = '.,:;!?)]}%';
/** Letters further apart (in letter heights) belong to two words even without a space. */
const WORD_GAP = 0.6;
/** Writing from right to left: Hebrew, Arabic and their presentation forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const FIRST_RIGHT_TO_LEFT = 0x590;
/** Latin ligatures, Arabic presentation forms, and full-width letters of a CJK font are drawings of plain letters. */
const PRESENTATION_FORM = /[\uFB00-\uFB06\uFB13-\uFDFB\uFE70-\uFEFC\u2126\u212B]/g;

/** Words of one direction; `size` and the boxes are those of the page turned so that the words stand upright. */
export interface DirectedWords {
  turn: Turn;
  words: Word[];
  size: Size;
}

/**
 * Joins the characters of a page, added in the order in which they are drawn, to words. It takes plain figures, as a
 * book has millions of characters.
 */
export class WordJoiner {
  private readonly directions = new Map<Turn, DirectedWords>();
  private turn: Turn = 0;
  private letters = '';
  /** Of the word so far, and of its last character; both turned so that they stand upright. */
  private readonly word: BoundingBox = [0, 0, 0, 0];
  private readonly last: BoundingBox = [0, 0, 0, 0];

  constructor(private readonly page: Size) {}

  /** A character as {@link Glyph} describes it. */
  add(text: string, x0: number, y0: number, x1: number, y1: number, turn: Turn, space: Space): void {
    if (turn !== 0) {
      const upright = turnBox([x0, y0, x1, y1], againstTurn(turn), this.page);
      this.addUpright(text, ...upright, turn, space);
    } else this.addUpright(text, x0, y0, x1, y1, turn, space);
  }

  finish(): DirectedWords[] {
    this.endWord();
    return [...this.directions.values()];
  }

  private addUpright(text: string, x0: number, y0: number, x1: number, y1: number, turn: Turn, space: Space): void {
    const { word, last } = this;
    const before = this.letters;
    if (before !== '' && (turn !== this.turn || isBreak(last, x0, y0, x1, y1, space, before, text))) this.endWord();
    if (this.letters === '') {
      this.turn = turn;
      setBox(word, x0, y0, x1, y1);
    } else {
      if (x0 < word[0]) word[0] = x0;
      if (y0 < word[1]) word[1] = y0;
      if (x1 > word[2]) word[2] = x1;
      if (y1 > word[3]) word[3] = y1;
    }
    setBox(last, x0, y0, x1, y1);
    this.letters += text;
  }

  private endWord(): void {
    const text = plainLetters(this.letters).trim();
    this.letters = '';
    if (text === '') return;
    let direction = this.directions.get(this.turn);
    if (!direction) {
      direction = { turn: this.turn, words: [], size: turnSize(this.page, this.turn) };
      this.directions.set(this.turn, direction);
    }
    direction.words.push({ text, bbox: roundBox(this.word) });
  }
}

/** {@link WordJoiner} for characters that are at hand. */
export function joinGlyphs(glyphs: Iterable<Glyph>, page: Size): DirectedWords[] {
  const joiner = new WordJoiner(page);
  for (const { text, bbox, turn, space } of glyphs) joiner.add(text, ...bbox, turn, space);
  return joiner.finish();
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

function setBox(box: BoundingBox, x0: number, y0: number, x1: number, y1: number): void {
  box[0] = x0;
  box[1] = y0;
  box[2] = x1;
  box[3] = y1;
}

/** Whether a character begins another word than the one before it belongs to. */
function isBreak(
  last: BoundingBox,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  space: Space,
  before: string,
  text: string,
): boolean {
  const lastHeight = last[3] - last[1];
  const ownHeight = y1 - y0;
  const height = Math.max(lastHeight, ownHeight, 0.1);
  // Nearly all letters come before the first of these and need no pattern.
  const isReversed = text.charCodeAt(0) >= FIRST_RIGHT_TO_LEFT && isRightToLeft(text);
  const apart = isReversed ? last[0] - x1 : x0 - last[2];
  if (space === 'drawn' || (space === 'supposed' && apart > height * touching(before, text))) return true;
  if (apart > height * WORD_GAP || apart < -height * 2) return true;
  const shared = Math.min(last[3], y1) - Math.max(last[1], y0);
  return shared < Math.min(lastHeight, ownHeight) * 0.2;
}

/** How far apart (in letter heights) two letters of one word may stand. */
function touching(before: string, text: string): number {
  const isAfterWide = isWide(before.charCodeAt(before.length - 1));
  if (isWide(text.charCodeAt(0))) return isAfterWide ? TOUCHING_WIDE : TOUCHING_SCRIPTS;
  if (!isAfterWide) return TOUCHING;
  return CLOSING_MARKS.includes(text) ? TOUCHING_MARK : TOUCHING_SCRIPTS;
}

/** Hangul, kana and Chinese characters with their punctuation: as wide as they are high. */
function isWide(code: number): boolean {
  return (code >= 0x3000 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff);
}
