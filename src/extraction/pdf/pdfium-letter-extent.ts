import type { Turn } from '../layout/geometry.js';
import type { Pdfium } from './pdfium.js';

/** A box that is so many times as high as the font's size says nothing of where the letters are. */
const TOO_HIGH = 1.6;
/** How far letters reach above and below their base line, as shares of the font's size: the em box of Korean fonts. */
const ABOVE = 0.88;
const BELOW = 0.12;
/** The box of a letter on a line that slants more has its corners elsewhere. */
const MAX_SLANT = 0.1;

/**
 * How high the letters of a page are. Of a font that does not tell, the engine gives the box that holds all of its
 * signs: of the large fonts for Korean, Chinese and Japanese almost three lines high, so that neighbouring lines could
 * not be told apart. Such boxes are cut to the font's own size.
 */
export class LetterExtent {
  /** Where the letter that was looked at last begins and ends across its line, in the page's own space. */
  low = 0;
  high = 0;
  /** The same, as the engine told it: letters of one line and font are as high. */
  private toldLow = NaN;
  private toldHigh = NaN;

  constructor(
    private readonly engine: Pdfium,
    private readonly text: number,
  ) {}

  /**
   * Finds {@link low} and {@link high} of a letter for what the engine told of it; `turn` is the direction of the line in
   * the page's own space. They are not returned: a pair made for every letter slows a book down.
   */
  look(index: number, low: number, high: number, turn: Turn): void {
    if (low === this.toldLow && high === this.toldHigh) return;
    this.toldLow = low;
    this.toldHigh = high;
    [this.low, this.high] = this.measure(index, low, high, turn);
  }

  private measure(index: number, low: number, high: number, turn: Turn): [number, number] {
    const { call } = this.engine;
    const matrix = this.engine.floats(6, (at) => call.FPDFText_GetMatrix(this.text, index, at));
    const [a = 0, b = 0, c = 0, d = 0, e = NaN, f = NaN] = matrix ?? [];
    const size = Math.abs(call.FPDFText_GetFontSize(this.text, index)) * Math.hypot(c, d);
    if (!(size > 0) || high - low <= size * TOO_HIGH) return [low, high];
    const isLevel = turn % 180 === 0;
    if (Math.abs(isLevel ? b / a : a / b) > MAX_SLANT) return [low, high];
    const base = isLevel ? f : e;
    // Upwards, in the page's own space, is where the letters of a line that runs to the right or downwards point.
    const [below, above] = turn === 0 || turn === 90 ? [BELOW, ABOVE] : [ABOVE, BELOW];
    return base >= low && base <= high ? [base - size * below, base + size * above] : [low, high];
  }
}
