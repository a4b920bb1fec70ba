import { describe, expect, it } from '@jest/globals';
import { darkCells, nextDark, PAPER, toPage } from './dark-pixels.js';
import type { GreyImage } from './grey-image.js';

/** Mostly paper of various levels, as scans have it; `offset` is where in memory it begins. */
function speckled(width: number, height: number, offset = 0): GreyImage {
  const pixels = Buffer.from(new ArrayBuffer(offset + width * height), offset);
  let state = 7;
  for (let at = 0; at < pixels.length; at += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    pixels[at] = state % 23 === 0 ? state % 256 : PAPER + (state % 64);
  }
  return { pixels, width, height };
}

function allDark(image: GreyImage, threshold: number): number[] {
  const page = toPage(image, threshold);
  const { length } = image.pixels;
  const found: number[] = [];
  for (let at = nextDark(page, 0, length); at < length; at = nextDark(page, at + 1, length)) found.push(at);
  return found;
}

describe('Dark pixels', () => {
  it.each([
    ['words', 0, PAPER],
    ['words, by a lower threshold', 0, 90],
    ['bytes that do not lie in words', 3, PAPER],
  ])('are all found in %s', (_, offset, threshold) => {
    const image = speckled(61, 37, offset);
    const expected = [...image.pixels.keys()].filter((at) => (image.pixels[at] ?? 0) < threshold);
    expect(expected.length).toBeGreaterThan(20);
    expect(allDark(image, threshold)).toEqual(expected);
  });

  it('are looked for no further than told', () => {
    const image = { pixels: Buffer.from([255, 255, 255, 255, 255, 0]), width: 6, height: 1 };
    expect(nextDark(toPage(image, PAPER), 0, 5)).toBe(5);
    expect(nextDark(toPage(image, PAPER), 0, 6)).toBe(5);
  });

  it('are seen once they are written', () => {
    const image = speckled(16, 1);
    image.pixels.fill(255);
    const page = toPage(image, PAPER);
    image.pixels[9] = 10;
    expect(nextDark(page, 0, 16)).toBe(9);
  });

  it('mark the squares that they lie in, cut ones at the edges among them', () => {
    const image = { pixels: Buffer.alloc(10 * 9, 255), width: 10, height: 9 };
    for (const at of [0, 9, 4 * 10 + 3, 8 * 10 + 9]) image.pixels[at] = 0;
    const { cells, width, height } = darkCells(toPage(image, 128), 4);
    expect([width, height]).toEqual([3, 3]);
    expect([...cells]).toEqual([1, 0, 1, 1, 0, 0, 0, 0, 1]);
  });
});
