import sharp, { type Sharp } from 'sharp';
import type { Turn } from '../layout/geometry.js';
import type { BoundingBox } from '../layout/layout.types.js';

/** A page as pixels in memory: upright, on white, row by row. */
export interface Picture {
  pixels: Buffer;
  width: number;
  height: number;
  channels: 1 | 3;
}

/** Decodes to pixels in memory; what is transparent becomes white. */
export async function toPicture(image: Sharp): Promise<Picture> {
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 1 && channels !== 3) throw new Error(`A picture of ${channels} channels`);
  return { pixels: data, width, height, channels };
}

export function toSharp({ pixels, width, height, channels }: Picture): Sharp {
  return sharp(pixels, { raw: { width, height, channels } });
}

/** The picture turned clockwise. */
export async function turnPicture(picture: Picture, turn: Turn): Promise<Picture> {
  return turn === 0 ? picture : toPicture(toSharp(picture).rotate(turn));
}

/** Makes parts of a picture white. */
export function coverAreas({ pixels, width, height, channels }: Picture, areas: readonly BoundingBox[]): void {
  for (const [x0, y0, x1, y1] of areas) {
    const [left, right] = [Math.max(0, Math.floor(x0)), Math.min(width, Math.ceil(x1))];
    for (let y = Math.max(0, Math.floor(y0)); y < Math.min(height, Math.ceil(y1)); y += 1) {
      pixels.fill(255, (y * width + left) * channels, (y * width + right) * channels);
    }
  }
}
