import type { BoundingBox } from './layout.types.js';

/** How far something is turned clockwise, in degrees. */
export type Turn = 0 | 90 | 180 | 270;

export interface Size {
  width: number;
  height: number;
}

export function toTurn(degrees: number): Turn {
  const quarters = ((Math.round(degrees / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarters] ?? 0;
}

/** The smallest box around all of them; an empty box at the origin when there are none. */
export function boundsOf(boxes: Iterable<{ bbox: BoundingBox }>): BoundingBox {
  const bounds: BoundingBox = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { bbox } of boxes) {
    if (bbox[0] < bounds[0]) bounds[0] = bbox[0];
    if (bbox[1] < bounds[1]) bounds[1] = bbox[1];
    if (bbox[2] > bounds[2]) bounds[2] = bbox[2];
    if (bbox[3] > bounds[3]) bounds[3] = bbox[3];
  }
  return bounds[0] === Infinity ? [0, 0, 0, 0] : bounds;
}

// Boxes are taken apart by index, not by pattern, as patterns go by way of an iterator: this is called for every word.

export function widthOf(box: BoundingBox): number {
  return box[2] - box[0];
}

export function heightOf(box: BoundingBox): number {
  return box[3] - box[1];
}

export function centreOf(box: BoundingBox): { x: number; y: number } {
  return { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 };
}

/** Whether the middle of `inner` lies in `outer`. */
export function holds(outer: BoundingBox, inner: BoundingBox): boolean {
  const { x, y } = centreOf(inner);
  return x >= outer[0] && x <= outer[2] && y >= outer[1] && y <= outer[3];
}

/** How much of the lower of two boxes stands beside the other, 0–1. */
export function verticalOverlap(a: BoundingBox, b: BoundingBox): number {
  const shared = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  const lower = Math.min(heightOf(a), heightOf(b));
  return lower > 0 ? Math.max(0, shared / lower) : 0;
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Where a box of a sheet of `size` comes to lie when the sheet is turned clockwise. */
export function turnBox([x0, y0, x1, y1]: BoundingBox, turn: Turn, { width, height }: Size): BoundingBox {
  switch (turn) {
    case 0:
      return [x0, y0, x1, y1];
    case 90:
      return [height - y1, x0, height - y0, x1];
    case 180:
      return [width - x1, height - y1, width - x0, height - y0];
    case 270:
      return [y0, width - x1, y1, width - x0];
  }
}

/** The size of a sheet that is turned. */
export function turnSize({ width, height }: Size, turn: Turn): Size {
  return turn % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** Hundredths are as fine as anybody can see, and keep what is stored short. */
export function roundBox(box: BoundingBox): BoundingBox {
  return [round(box[0]), round(box[1]), round(box[2]), round(box[3])];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
