import type { GreyImage } from './grey-image.js';

/** The first level that is paper on every page: {@link inkThreshold} never gives a higher one. */
export const PAPER = 192;
/** Both bits are set in a byte of {@link PAPER} or more. */
const PAPER_BITS = 0xc0c0c0c0 | 0;
const WORD = 4;

/** An image to be looked through for what is dark; what is written to it meanwhile is seen. */
export interface Page extends GreyImage {
  /** What is darker is ink; at most {@link PAPER}. */
  threshold: number;
  /** The same pixels, four at a time; empty where they do not lie so in memory. */
  words: Int32Array;
}

export function toPage(image: GreyImage, threshold: number): Page {
  const { buffer, byteOffset, length } = image.pixels;
  const isAligned = byteOffset % WORD === 0;
  return {
    ...image,
    threshold,
    words: isAligned ? new Int32Array(buffer, byteOffset, length >> 2) : new Int32Array(0),
  };
}

/** Where the next dark pixel is, from `from` on; `end` where there is none before it. Paper is passed over in words. */
export function nextDark({ pixels, threshold, words }: Page, from: number, end: number): number {
  let at = from;
  while (at < end) {
    if (at % WORD === 0 && ((words[at >> 2] ?? 0) & PAPER_BITS) === PAPER_BITS) at += WORD;
    else if ((pixels[at] ?? PAPER) < threshold) return at;
    else at += 1;
  }
  return end;
}

/** Which squares of a page, row by row, hold something dark; those at its right and its bottom may be cut. */
export interface DarkCells {
  cells: Uint8Array;
  width: number;
  height: number;
}

/** `size` is the side of a square in pixels. */
export function darkCells(page: Page, size: number): DarkCells {
  const [width, height] = [Math.ceil(page.width / size), Math.ceil(page.height / size)];
  const cells = new Uint8Array(width * height);
  for (let y = 0; y < page.height; y += 1) {
    markDark(page, y, size, cells.subarray(Math.floor(y / size) * width));
  }
  return { cells, width, height };
}

/** Marks what is dark in one row of pixels; of each cell of `size` only the first dark pixel is looked for. */
export function markDark(page: Page, y: number, size: number, cells: Uint8Array): void {
  const [start, end] = [y * page.width, (y + 1) * page.width];
  let at = nextDark(page, start, end);
  while (at < end) {
    const cell = Math.floor((at - start) / size);
    cells[cell] = 1;
    at = nextDark(page, start + (cell + 1) * size, end);
  }
}
