import { type Size, toTurn, type Turn, turnBox, turnSize } from '../layout/geometry.js';
import type { BoundingBox } from '../layout/layout.types.js';
import { type DirectedWords, type Space, WordJoiner } from '../layout/words.js';
import type { Pdfium } from './pdfium.js';
import { LetterExtent } from './pdfium-letter-extent.js';

const WHITE = 0xffffffff;
const FORMAT_BGRX = 3;
const DRAW_ANNOTATIONS = 0x01;
const REVERSE_BYTE_ORDER = 0x10;
const BYTES_PER_PIXEL = 4;
/** The engine's mark for a hyphen at the end of a line. */
const LINE_END_HYPHENS = new Set([0x02, 0xfffe]);
const TEXT_OBJECT = 1;
const IMAGE_OBJECT = 3;
/** Text render mode 3 (ISO 32000-1, table 106). */
const INVISIBLE = 3;
/** The share of a page that a picture of the whole of it fills. */
const COVERED = 0.7;
/** Pieces of text that somebody drew upon a scan: a page number, the name of the scanner's maker. */
const MAX_STAMPS = 8;
const FOR_DISPLAY = 0;
const FLATTENED = 1;
/** How many objects of a page are looked at to see whether it has text at all. */
const MAX_SEARCHED_OBJECTS = 2000;
/** Every so many characters one is asked whether its font tells its meaning. */
const SAMPLED = 8;
/** A tenth of a millisecond each. */
const MAX_DRAWN_OBJECTS = 50_000;
/** A page of more characters is a fault or an attack. */
const MAX_CHARACTERS = 1_000_000;

/** A page as an image: rows of `width` RGBX pixels. */
export interface PageBitmap extends Size {
  data: Buffer;
}

/** The words of the text layer, and whether they say anything. */
export interface PageWords {
  directions: DirectedWords[];
  /** How many characters there are, and how many of them mean nothing. */
  characters: number;
  meaningless: number;
  /** Of so many characters so many are such that the page's fonts do not say the meaning of. */
  sampled: number;
  unmapped: number;
}

/** A page of an open document; closed by {@link PdfiumDocument.withPage}. */
export class PdfiumPage {
  /** Degrees clockwise. */
  readonly rotation: Turn;
  /** Points, as the page is shown: rotated. */
  readonly size: Size;
  private readonly left: number;
  private readonly top: number;
  private readonly unturned: Size;

  constructor(
    readonly engine: Pdfium,
    readonly handle: number,
    private readonly formHandle: number,
  ) {
    const { call } = engine;
    const box = engine.floats(4, (target) => call.FPDF_GetPageBoundingBox(handle, target)) ?? [0, 0, 0, 0];
    const [left = 0, top = 0, right = 0, bottom = 0] = box;
    this.left = left;
    this.top = top;
    this.unturned = { width: toPoints(right - left), height: toPoints(top - bottom) };
    this.rotation = toTurn(call.FPDFPage_GetRotation(handle) * 90);
    this.size = turnSize(this.unturned, this.rotation);
  }

  /** Where a box of the page's own space (origin bottom left) is on the page as it is shown. */
  toShown(x0: number, y0: number, x1: number, y1: number): BoundingBox {
    const box: BoundingBox = [
      Math.min(x0, x1) - this.left,
      this.top - Math.max(y0, y1),
      Math.max(x0, x1) - this.left,
      this.top - Math.min(y0, y1),
    ];
    return turnBox(box, this.rotation, this.unturned);
  }

  /** The words of the text layer, their characters taken in the order in which they are drawn. */
  words(): PageWords {
    const { call } = this.engine;
    const words: PageWords = { directions: [], characters: 0, meaningless: 0, sampled: 0, unmapped: 0 };
    const text = call.FPDFText_LoadPage(this.handle);
    if (text === 0) return words;
    try {
      const joiner = new WordJoiner(this.size);
      const extent = new LetterExtent(this.engine, text);
      const count = Math.min(call.FPDFText_CountChars(text), MAX_CHARACTERS);
      let space: Space = 'none';
      for (let index = 0; index < count; index += 1) {
        let code = call.FPDFText_GetUnicode(text, index);
        const at = index;
        if (isHighSurrogate(code)) {
          const low = call.FPDFText_GetUnicode(text, index + 1);
          if (isLowSurrogate(low)) {
            code = (code - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
            index += 1;
          }
        }
        const letter = toLetter(code);
        if (letter === ' ') {
          if (space !== 'drawn') space = call.FPDFText_IsGenerated(text, at) === 1 ? 'supposed' : 'drawn';
          if (isControl(code) && !WHITE_SPACE.has(code)) words.meaningless += 1;
          continue;
        }
        if (index % SAMPLED === 0) {
          words.sampled += 1;
          if (call.FPDFText_HasUnicodeMapError(text, at) === 1) words.unmapped += 1;
        }
        if (letter === '') words.meaningless += 1;
        if (letter === '' || !this.addCharacter(joiner, extent, text, at, letter, space)) continue;
        words.characters += 1;
        if (isMeaningless(code)) words.meaningless += 1;
        space = 'none';
      }
      words.directions = joiner.finish();
      return words;
    } finally {
      call.FPDFText_ClosePage(text);
    }
  }

  /**
   * Makes what form fields and remarks show a part of the page, in memory: words among it. Whether there was any; then
   * the page is to be opened anew.
   */
  flatten(): boolean {
    return this.engine.call.FPDFPage_Flatten(this.handle, FOR_DISPLAY) === FLATTENED;
  }

  /** Whether anything is drawn as text, readable or not. */
  hasTextObjects(): boolean {
    for (const { type } of this.objects()) if (type === TEXT_OBJECT) return true;
    return false;
  }

  /**
   * Whether a picture covers the page and its text is invisible, as scanners write it that run an OCR of their own; a page
   * number or a stamp may be seen.
   */
  hidesTextUnderPicture(): boolean {
    const { call } = this.engine;
    let isCovered = false;
    let visible = 0;
    for (const { type, object } of this.objects()) {
      if (type === TEXT_OBJECT && call.FPDFTextObj_GetTextRenderMode(object) !== INVISIBLE) visible += 1;
      if (visible > MAX_STAMPS) return false;
      if (type === IMAGE_OBJECT) isCovered ||= this.covers(object);
    }
    return isCovered;
  }

  /** Whether one picture takes most of the page. */
  isCoveredByPicture(): boolean {
    for (const { type, object } of this.objects()) if (type === IMAGE_OBJECT && this.covers(object)) return true;
    return false;
  }

  private *objects(): Generator<{ type: number; object: number }> {
    const { call } = this.engine;
    const count = Math.min(call.FPDFPage_CountObjects(this.handle), MAX_SEARCHED_OBJECTS);
    for (let index = 0; index < count; index += 1) {
      const object = call.FPDFPage_GetObject(this.handle, index);
      yield { type: call.FPDFPageObj_GetType(object), object };
    }
  }

  private covers(object: number): boolean {
    const { call } = this.engine;
    const bounds = this.engine.floats(4, (at) => call.FPDFPageObj_GetBounds(object, at, at + 4, at + 8, at + 12));
    const [left = 0, bottom = 0, right = 0, top = 0] = bounds ?? [];
    return (right - left) * (top - bottom) >= this.size.width * this.size.height * COVERED;
  }

  /**
   * Draws the page on white, annotations and form fields included, `scale` pixels to the point. Throws for a page with
   * more upon it than can be drawn in reasonable time.
   */
  render(scale: number): PageBitmap {
    const { call } = this.engine;
    if (call.FPDFPage_CountObjects(this.handle) > MAX_DRAWN_OBJECTS) throw new Error('The page has too much upon it');
    const width = Math.max(1, Math.round(this.size.width * scale));
    const height = Math.max(1, Math.round(this.size.height * scale));
    const stride = width * BYTES_PER_PIXEL;
    const pixels = this.engine.allocate(stride * height);
    try {
      const bitmap = call.FPDFBitmap_CreateEx(width, height, FORMAT_BGRX, pixels, stride);
      if (bitmap === 0) throw new Error(`The page cannot be drawn at ${width} × ${height} pixels`);
      const flags = DRAW_ANNOTATIONS | REVERSE_BYTE_ORDER;
      call.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
      call.FPDF_RenderPageBitmap(bitmap, this.handle, 0, 0, width, height, 0, flags);
      if (this.formHandle !== 0) call.FPDF_FFLDraw(this.formHandle, bitmap, this.handle, 0, 0, width, height, 0, flags);
      call.FPDFBitmap_Destroy(bitmap);
      return { data: this.engine.copy(pixels, stride * height), width, height };
    } finally {
      this.engine.free(pixels);
    }
  }

  /**
   * The box is as wide as the letter's advance and as high as its font: letters of one word touch, those of a line are
   * level. False for a character without a place.
   */
  private addCharacter(
    joiner: WordJoiner,
    extent: LetterExtent,
    text: number,
    index: number,
    letter: string,
    space: Space,
  ): boolean {
    const { call, scratch } = this.engine;
    if (!call.FPDFText_GetLooseCharBox(text, index, scratch)) return false;
    const floats = this.engine.heapOfFloats;
    const at = scratch >> 2;
    let left = floats[at] ?? NaN;
    let top = floats[at + 1] ?? NaN;
    let right = floats[at + 2] ?? NaN;
    let bottom = floats[at + 3] ?? NaN;
    if (!Number.isFinite(left + top + right + bottom)) return false;
    // Nobody sees what lies beyond the page's edges.
    const { width, height } = this.unturned;
    if (right < this.left || left > this.left + width || bottom > this.top || top < this.top - height) return false;
    const angle = call.FPDFText_GetCharAngle(text, index);
    const ownTurn = angle === 0 ? 0 : toTurn((angle * 180) / Math.PI);
    const turn = ownTurn === 0 ? this.rotation : toTurn(ownTurn + this.rotation);
    if (ownTurn % 180 === 0) {
      extent.look(index, bottom, top, ownTurn);
      bottom = extent.low;
      top = extent.high;
    } else {
      extent.look(index, left, right, ownTurn);
      left = extent.low;
      right = extent.high;
    }
    if (this.rotation === 0 && left <= right && bottom <= top) {
      joiner.add(letter, left - this.left, this.top - top, right - this.left, this.top - bottom, turn, space);
    } else joiner.add(letter, ...this.toShown(left, bottom, right, top), turn, space);
    return true;
  }
}

/** Single precision says 595.2000122070312 for 595.2. */
function toPoints(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const ASCII = Array.from({ length: 0x7f }, (_, code) =>
  code === 0 ? '' : code <= 0x20 ? ' ' : String.fromCharCode(code),
);

/** A space for any white space, nothing for what is no letter. */
function toLetter(code: number): string {
  if (LINE_END_HYPHENS.has(code)) return '-';
  const plain = ASCII[code];
  if (plain !== undefined) return plain;
  if (code === 0xa0 || code === 0x3000) return ' ';
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || (code >= 0x7f && code < 0xa0)) return '';
  const letter = String.fromCodePoint(code);
  return /\s/.test(letter) ? ' ' : letter;
}

/** Control characters that stand for white space. */
const WHITE_SPACE = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]);

function isControl(code: number): boolean {
  return code < 0x20;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** What fonts without a character map give: control pictures, private use, the replacement character. */
function isMeaningless(code: number): boolean {
  if (code < 0x2400) return false;
  return code <= 0x243f || (code >= 0xe000 && code <= 0xf8ff) || code === 0xfffd || code >= 0xf0000;
}
