import type { GreyImage } from './grey-image.js';

/** Degrees: scanners and hands turn pages by less, photographs of more are left as they are. */
const MAX_ANGLE = 15;
const COARSE_STEP = 0.5;
const FINE_STEP = 0.1;
/** For the coarse look, one of so many dark places is enough. */
const THINNED = 4;
/** Pages are looked at in about this many pixels of width. */
const LOOKED_AT_WIDTH = 800;
/** In pixels of that copy: thicker than any stroke of a letter. */
const DEEP = 8;
/** A page whose lines are so much (as a ratio) sharper when turned is turned. */
const MIN_GAIN = 1.03;

/**
 * By how many degrees a page has to be turned clockwise for its lines of text to be level; 0 when that would show
 * nothing. Postl's method: of all angles, the one at which the ink of neighbouring rows differs most.
 */
export function findSkew(image: GreyImage, threshold: number): number {
  const ink = inkOf(image, threshold);
  if (ink.xs.length === 0) return 0;
  const level = sharpness(ink, 0);
  const coarse = best(thin(ink), 0, MAX_ANGLE, COARSE_STEP);
  const fine = best(ink, coarse, COARSE_STEP, FINE_STEP);
  return sharpness(ink, fine) > level * MIN_GAIN ? Math.round(fine * 10) / 10 : 0;
}

interface Ink {
  xs: Float64Array;
  ys: Float64Array;
  width: number;
  height: number;
}

/** Where a small copy of the page is dark, but for what lies deep in a dark area: a picture, a table under the page. */
function inkOf({ pixels, width, height }: GreyImage, threshold: number): Ink {
  const step = Math.max(1, Math.round(width / LOOKED_AT_WIDTH));
  const [columns, rows] = [Math.floor(width / step), Math.floor(height / step)];
  // What is dark at the edge goes on beyond it.
  const stride = columns + 2 * DEEP;
  const isDark = new Uint8Array(stride * (rows + 2 * DEEP)).fill(1);
  const dark: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    const [to, from] = [(row + DEEP) * stride + DEEP, row * step * width];
    isDark.fill(0, to, to + columns);
    for (let column = 0, at = from; column < columns; column += 1, at += step) {
      if ((pixels[at] ?? 255) >= threshold) continue;
      isDark[to + column] = 1;
      dark.push(to + column);
    }
  }
  const around = [-DEEP, DEEP, -DEEP * stride, DEEP * stride];
  const edges = dark.filter((at) => !around.every((offset) => isDark[at + offset] === 1));
  return {
    xs: Float64Array.from(edges, (at) => (at % stride) - DEEP),
    ys: Float64Array.from(edges, (at) => Math.floor(at / stride) - DEEP),
    width: columns,
    height: rows,
  };
}

function thin({ xs, ys, ...size }: Ink): Ink {
  const isKept = (_: number, index: number): boolean => index % THINNED === 0;
  return { xs: xs.filter(isKept), ys: ys.filter(isKept), ...size };
}

function best(ink: Ink, around: number, reach: number, step: number): number {
  let found = around;
  let most = -1;
  for (let angle = around - reach; angle <= around + reach + step / 2; angle += step) {
    const value = sharpness(ink, angle);
    if (value <= most) continue;
    most = value;
    found = angle;
  }
  return found;
}

/** The sum of the squared differences between the ink of neighbouring rows when the page is turned. */
function sharpness({ xs, ys, width, height }: Ink, angle: number): number {
  const slope = Math.tan((angle * Math.PI) / 180);
  const shift = Math.ceil(Math.abs(slope) * width) + 1;
  const rows = new Float64Array(height + 2 * shift + 1);
  for (let index = 0; index < xs.length; index += 1) {
    // Rounds, as nothing is below zero.
    const row = ((ys[index] ?? 0) + (xs[index] ?? 0) * slope + shift + 0.5) | 0;
    rows[row] = (rows[row] ?? 0) + 1;
  }
  let sum = 0;
  for (let row = 1; row < rows.length; row += 1) sum += ((rows[row] ?? 0) - (rows[row - 1] ?? 0)) ** 2;
  return sum;
}
