import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { drawColumn, drawPage } from '../../../test/fixtures/draw-page.js';
import type { GreyImage } from './grey-image.js';
import { rotate } from './rotation.js';

function meanDifference(one: GreyImage, other: GreyImage): number {
  const sum = one.pixels.reduce((total, value, at) => total + Math.abs(value - (other.pixels[at] ?? 0)), 0);
  return sum / one.pixels.length;
}

async function rotateByLibvips({ pixels, width, height }: GreyImage, degrees: number): Promise<GreyImage> {
  const image = sharp(pixels, { raw: { width, height, channels: 1 } }).rotate(degrees, { background: '#ffffff' });
  const { data, info } = await image.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

describe('turning an image', () => {
  it.each([-4.9, -1.5, 0.3, 2])('by %d degrees shows what libvips shows', async (degrees) => {
    const image = await drawPage(401, 300, drawColumn(40, 300, 8));
    const [turned, expected] = [rotate(image, degrees), await rotateByLibvips(image, degrees)];
    expect(Math.abs(turned.width - expected.width)).toBeLessThanOrEqual(1);
    expect(Math.abs(turned.height - expected.height)).toBeLessThanOrEqual(1);
    const blank = { ...turned, pixels: Buffer.alloc(turned.pixels.length, 255) };
    if (turned.width === expected.width) {
      expect(meanDifference(turned, expected)).toBeLessThan(meanDifference(turned, blank) / 10);
    }
  });

  it('and back again leaves the middle where it was', () => {
    const pixels = Buffer.alloc(101 * 101, 255);
    for (const y of [49, 50, 51]) for (const x of [49, 50, 51]) pixels[y * 101 + x] = 0;
    const { pixels: back, width, height } = rotate(rotate({ pixels, width: 101, height: 101 }, 5), -5);
    expect(back[Math.floor(height / 2) * width + Math.floor(width / 2)]).toBeLessThan(20);
  });

  it('keeps the level of paper that is not white', () => {
    const [width, height] = [300, 200];
    const pixels = Buffer.alloc(width * height, 205);
    for (const row of [98, 99, 100, 101]) pixels.fill(0, row * width + 140, row * width + 160);
    const turned = rotate({ pixels, width, height }, 3);
    const inside = Array.from({ length: 100 }, (_, row) =>
      turned.pixels.subarray((row + 60) * turned.width + 40, (row + 60) * turned.width + 120),
    );
    expect(new Set(inside.flatMap((row) => [...row]))).toEqual(new Set([205]));
    expect(turned.pixels[Math.floor(turned.height / 2) * turned.width + Math.floor(turned.width / 2)]).toBeLessThan(
      100,
    );
  });

  it.each([
    [1, 1],
    [1, 40],
    [40, 1],
  ])('takes %i × %i pixels', (width, height) => {
    const { pixels, ...size } = rotate({ pixels: Buffer.alloc(width * height, 0), width, height }, 3);
    expect(pixels).toHaveLength(size.width * size.height);
  });
});
