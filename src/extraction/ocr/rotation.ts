import { type DarkCells, darkCells, PAPER, toPage } from './dark-pixels.js';
import type { GreyImage } from './grey-image.js';

const WHITE = 255;
/** Places between pixels are told in parts of 65,536, of which the weights take 256. */
const ONE = 65_536;
const FRACTION_BITS = 16;

/** Pixels of a row that are turned alike, and the side of the squares that are looked at for that; `1 << SPAN_BITS`. */
const SPAN = 32;
const SPAN_BITS = 5;

/**
 * Turns an image clockwise by some degrees about its middle, onto white that is as large as that takes. Bilinear, as
 * libvips does it; but of paper with nothing near it, most of a page, it is the plain mean, which takes less time and
 * levels noise.
 */
export function rotate(image: GreyImage, degrees: number): GreyImage {
  const { width, height } = image;
  const radians = (degrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(radians), Math.sin(radians)];
  const size = {
    width: Math.round(width * Math.abs(cosine) + height * Math.abs(sine)),
    height: Math.round(width * Math.abs(sine) + height * Math.abs(cosine)),
  };
  const turned = { pixels: Buffer.alloc(size.width * size.height, WHITE), ...size };
  const ink = darkCells(toPage(image, PAPER), SPAN);
  const isNearInk = withNeighbours(ink);
  const [stepX, stepY] = [Math.round(cosine * ONE), Math.round(-sine * ONE)];
  for (let row = 0; row < size.height; row += 1) {
    const [dx, dy] = [(1 - size.width) / 2, row + (1 - size.height) / 2];
    const startX = Math.round((dx * cosine + dy * sine + (width - 1) / 2) * ONE);
    const startY = Math.round((dy * cosine - dx * sine + (height - 1) / 2) * ONE);
    const [from, to] = within([startX, stepX, width - 1], [startY, stepY, height - 1], size.width);
    for (let column = from; column < to; column += SPAN) {
      const count = Math.min(SPAN, to - column);
      const walk = { x: startX + column * stepX, y: startY + column * stepY, stepX, stepY, count };
      const at = row * size.width + column;
      const cell = (walk.y >> (FRACTION_BITS + SPAN_BITS)) * ink.width + (walk.x >> (FRACTION_BITS + SPAN_BITS));
      if (isNearInk[cell] === 1) writeBilinear(image, walk, turned.pixels, at);
      else writeMeans(image, walk, turned.pixels, at);
    }
  }
  return turned;
}

/** From a place in the image, in parts of a pixel, so many steps. */
interface Walk {
  x: number;
  y: number;
  stepX: number;
  stepY: number;
  count: number;
}

/** The squares that are dark or have a dark one beside them. A walk that starts in any other comes upon nothing dark. */
function withNeighbours({ cells, width, height }: DarkCells): Uint8Array {
  const near = new Uint8Array(cells.length);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if (cells[row * width + column] === 0) continue;
      const from = Math.max(column - 1, 0);
      const to = Math.min(column + 2, width);
      for (let y = Math.max(row - 1, 0); y < Math.min(row + 2, height); y += 1)
        near.fill(1, y * width + from, y * width + to);
    }
  }
  return near;
}

/** The mean of the four pixels around each place. */
function writeMeans({ pixels, width }: GreyImage, walk: Walk, target: Buffer, at: number): void {
  const { stepX, stepY, count } = walk;
  let { x, y } = walk;
  for (let index = 0; index < count; index += 1, x += stepX, y += stepY) {
    const place = (y >> FRACTION_BITS) * width + (x >> FRACTION_BITS);
    const above = (pixels[place] ?? WHITE) + (pixels[place + 1] ?? WHITE);
    const below = (pixels[place + width] ?? WHITE) + (pixels[place + width + 1] ?? WHITE);
    target[at + index] = (above + below) >> 2;
  }
}

function writeBilinear({ pixels, width }: GreyImage, walk: Walk, target: Buffer, at: number): void {
  const { stepX, stepY, count } = walk;
  let { x, y } = walk;
  for (let index = 0; index < count; index += 1, x += stepX, y += stepY) {
    const place = (y >> FRACTION_BITS) * width + (x >> FRACTION_BITS);
    const [right, down] = [(x >> 8) & 255, (y >> 8) & 255];
    const above = (pixels[place] ?? WHITE) * (256 - right) + (pixels[place + 1] ?? WHITE) * right;
    const below = (pixels[place + width] ?? WHITE) * (256 - right) + (pixels[place + width + 1] ?? WHITE) * right;
    target[at + index] = (above * (256 - down) + below * down + ONE / 2) >> FRACTION_BITS;
  }
}

/** Where a walk starts on an axis, by how much it moves a step, and the end of the axis, in parts and in pixels. */
type Axis = readonly [start: number, step: number, end: number];

/** The first step and the one after the last at which a walk is inside of both axes, of `steps`. */
function within(x: Axis, y: Axis, steps: number): [number, number] {
  let [from, to] = [0, steps];
  for (const [start, step, end] of [x, y]) {
    const last = end * ONE - 1;
    if (step === 0) {
      if (start < 0 || start > last) return [0, 0];
      continue;
    }
    const [one, other] = [-start / step, (last - start) / step];
    from = Math.max(from, Math.ceil(Math.min(one, other)));
    to = Math.min(to, Math.floor(Math.max(one, other)) + 1);
  }
  return [from, to];
}
