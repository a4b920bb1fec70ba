import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { median3x3 } from './median.js';

/** The same grey noise at every run. */
function noise(width: number, height: number): Buffer {
  let seed = 7;
  return Buffer.from(
    Array.from({ length: width * height }, () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) >> 16),
  );
}

describe('the median of 3 × 3 pixels', () => {
  it.each([
    [61, 43],
    [3, 3],
    [5, 4],
  ])('of %i × %i pixels of noise is the same as that of libvips', async (width, height) => {
    const pixels = noise(width, height);
    const raw = { width, height, channels: 1 } as const;
    const expected = await sharp(pixels, { raw }).median(3).greyscale().raw().toBuffer();
    expect(median3x3({ pixels, width, height })).toEqual({ pixels: expected, width, height });
  });

  it('of a single pixel or row, which libvips refuses, goes by what there is', () => {
    expect(median3x3({ pixels: Buffer.of(7), width: 1, height: 1 }).pixels).toEqual(Buffer.of(7));
    expect(median3x3({ pixels: Buffer.of(9, 0, 9, 9), width: 4, height: 1 }).pixels).toEqual(Buffer.of(9, 9, 9, 9));
  });

  it('leaves paper as it is, but for what lies beside ink', () => {
    const pixels = Buffer.alloc(40 * 5, 250);
    for (const at of [2 * 40 + 4, 2 * 40 + 30]) pixels[at] = 200;
    // Ink of 2 × 2 pixels in the neighbouring cell of one of the two faint specks.
    for (const at of [2 * 40 + 12, 2 * 40 + 13, 3 * 40 + 12, 3 * 40 + 13]) pixels[at] = 0;
    const result = median3x3({ pixels, width: 40, height: 5 }).pixels;
    expect([result[2 * 40 + 4], result[2 * 40 + 30]]).toEqual([250, 200]);
  });

  it('takes a speck away and leaves the image that it was given as it was', () => {
    const pixels = Buffer.alloc(25, 255);
    pixels[12] = 0;
    expect(median3x3({ pixels, width: 5, height: 5 }).pixels).toEqual(Buffer.alloc(25, 255));
    expect(pixels[12]).toBe(0);
  });
});
