import { describe, expect, it } from '@jest/globals';
import { toSharp } from '../image/picture.js';
import { toGrey } from './grey.js';

/** Every ninth level of each colour. */
function allColours(): Buffer {
  const levels = Array.from({ length: 29 }, (_, index) => index * 9);
  return Buffer.from(levels.flatMap((red) => levels.flatMap((green) => levels.flatMap((blue) => [red, green, blue]))));
}

describe('the grey of a picture', () => {
  it('is that of libvips, within two levels of 256', async () => {
    const pixels = allColours();
    const picture = { pixels, width: pixels.length / 3, height: 1, channels: 3 } as const;
    const expected = await toSharp(picture).toColourspace('b-w').raw().toBuffer();
    const differences = toGrey(picture).pixels.map((value, index) => Math.abs(value - (expected[index] ?? 0)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(2);
  });

  it('of a grey picture is a copy', () => {
    const pixels = Buffer.of(0, 100, 255, 7);
    const { pixels: grey } = toGrey({ pixels, width: 2, height: 2, channels: 1 });
    expect(grey).toEqual(pixels);
    grey[0] = 9;
    expect(pixels[0]).toBe(0);
  });
});
