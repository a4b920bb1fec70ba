import { type Size, toTurn, type Turn, turnBox, turnSize } from '../layout/geometry.js';
import type { BoundingBox } from '../layout/layout.types.js';
import type { Glyph } from '../layout/words.js';
import type { Pdfium } from './pdfium.js';

const WHITE = 0xffffffff;
const FORMAT_BGRX = 3;
const DRAW_ANNOTATIONS = 0x01;
const REVERSE_BYTE_ORDER = 0x10;
const BYTES_PER_PIXEL = 4;
/** The engine's mark for a hyphen at the end of a line. */
const LINE_END_HYPHENS = new Set([0x02, 0xfffe]);
const TEXT_OBJECT = 1;
/** How many objects of a page are looked at to see whether it has text at all. */
const MAX_SEARCHED_OBJECTS = 2000;
/** Every so many characters one is asked whether its font tells its meaning. */
const SAMPLED = 8;
/** A page of more characters is a fault or an attack. */
const MAX_CHARACTERS = 1_000_000;

/** A page as an image: rows of `width` RGBX pixels. */
export interface PageBitmap extends Size {
  data: Buffer;
}

export interface PageGlyphs {
  glyphs: Glyph[];
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

  /** The characters of the text layer in the order in which they are drawn. */
  glyphs(): PageGlyphs {
    const { call } = this.engine;
    const text = call.FPDFText_LoadPage(this.handle);
    if (text === 0) return { glyphs: [], unmapped: 0, sampled: 0 };
    try {
      const result: PageGlyphs = { glyphs: [], unmapped: 0, sampled: 0 };
      const count = Math.min(call.FPDFText_CountChars(text), MAX_CHARACTERS);
      let afterSpace = false;
      for (let index = 0; index < count; index += 1) {
        const letter = toLetter(call.FPDFText_GetUnicode(text, index));
        if (letter === ' ') {
          afterSpace = true;
          continue;
        }
        if (index % SAMPLED === 0) {
          result.sampled += 1;
          if (call.FPDFText_HasUnicodeMapError(text, index) === 1) result.unmapped += 1;
        }
        const bbox = this.glyphBox(text, index);
        if (!bbox || letter === '') continue;
        const angle = call.FPDFText_GetCharAngle(text, index);
        const turn = angle === 0 ? this.rotation : toTurn((angle * 180) / Math.PI + this.rotation);
        result.glyphs.push({ text: letter, bbox, turn, afterSpace });
        afterSpace = false;
      }
      return result;
    } finally {
      call.FPDFText_ClosePage(text);
    }
  }

  /** Whether anything is drawn as text, readable or not. */
  hasTextObjects(): boolean {
    const { call } = this.engine;
    const count = Math.min(call.FPDFPage_CountObjects(this.handle), MAX_SEARCHED_OBJECTS);
    for (let index = 0; index < count; index += 1) {
      if (call.FPDFPageObj_GetType(call.FPDFPage_GetObject(this.handle, index)) === TEXT_OBJECT) return true;
    }
    return false;
  }

  /** Draws the page on white, annotations and form fields included, `scale` pixels to the point. */
  render(scale: number): PageBitmap {
    const { call } = this.engine;
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

  /** As wide as the letter's advance and as high as its font: letters of one word touch, those of a line are level. */
  private glyphBox(text: number, index: number): BoundingBox | null {
    const { call } = this.engine;
    const box = this.engine.floats(4, (target) => call.FPDFText_GetLooseCharBox(text, index, target));
    if (!box) return null;
    const [left = NaN, top = NaN, right = NaN, bottom = NaN] = box;
    return Number.isFinite(left + top + right + bottom) ? this.toShown(left, bottom, right, top) : null;
  }
}

/** Single precision says 595.2000122070312 for 595.2. */
function toPoints(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** A space for any white space, nothing for what is no letter. */
function toLetter(code: number): string {
  if (LINE_END_HYPHENS.has(code)) return '-';
  if (code <= 0x20 || code === 0xa0 || code === 0x3000) return code === 0 ? '' : ' ';
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || (code >= 0x7f && code < 0xa0)) return '';
  const letter = String.fromCodePoint(code);
  return /\s/.test(letter) ? ' ' : letter;
}
