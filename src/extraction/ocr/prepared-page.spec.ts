import { describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { drawColumn, drawPage } from '../../../test/fixtures/draw-page.js';
import type { GreyImage } from './grey-image.js';
import { preparePage } from './prepared-page.js';
import { findSkew } from './skew.js';
import { takeOutStrokes } from './strokes.js';
import { textRegions } from './text-regions.js';
import { inkThreshold } from './threshold.js';

jest.setTimeout(30_000);

const [WIDTH, HEIGHT] = [1600, 2200];

function inkIn({ pixels, width }: GreyImage, [x0, y0, x1, y1]: [number, number, number, number]): number {
  let count = 0;
  for (let y = y0; y < y1; y += 1)
    for (let x = x0; x < x1; x += 1) if ((pixels[y * width + x] ?? 255) < 128) count += 1;
  return count;
}

describe('what is ink', () => {
  it('is told on faded paper too', () => {
    const pixels = Buffer.from(Array.from({ length: 40_000 }, (_, at) => (at % 20 === 0 ? 140 : 200 + (at % 11))));
    const threshold = inkThreshold({ pixels, width: 200, height: 200 });
    expect(threshold).toBeGreaterThan(140);
    expect(threshold).toBeLessThanOrEqual(200);
  });
});

describe('the skew of a page', () => {
  it.each([-3, -1.5, -0.4, 0.7, 2.2])('is found: %d degrees', async (turn) => {
    const image = await drawPage(WIDTH, HEIGHT, drawColumn(100, 1400, 30), turn);
    expect(findSkew(image, 128)).toBeCloseTo(-turn, 0.8);
  });

  it('is found on a photograph with a dark table around the page', async () => {
    const lines = drawColumn(100, 1400, 30).map(
      ([x0, y0, x1, y1]) => `<rect x="${x0}" y="${y0}" width="${x1 - x0}" height="${y1 - y0}"/>`,
    );
    const page = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${lines.join('')}</svg>`;
    const { data, info } = await sharp(Buffer.from(page))
      .flatten({ background: '#ffffff' })
      .rotate(11, { background: '#444444' })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(findSkew({ pixels: data, width: info.width, height: info.height }, 128)).toBeCloseTo(-11, 0.8);
  });

  it('is none on a level page, nor on a blank one', async () => {
    expect(findSkew(await drawPage(WIDTH, HEIGHT, drawColumn(100, 1400, 30)), 128)).toBe(0);
    expect(findSkew(await drawPage(WIDTH, HEIGHT, []), 128)).toBe(0);
  });
});

describe('ruled lines', () => {
  it('are told and taken out, letters are left', async () => {
    const letters = drawColumn(120, 1000, 3, { top: 120 });
    const image = await drawPage(WIDTH, HEIGHT, [...letters, [100, 300, 1200, 303], [100, 90, 103, 300]]);
    const before = inkIn(image, [110, 95, 1200, 290]);
    expect(takeOutStrokes(image, 128)).toMatchObject([
      { axis: 'horizontal', bbox: [100, expect.closeTo(301, 0), 1199, expect.closeTo(301, 0)] },
      { axis: 'vertical', bbox: [expect.closeTo(101, 0), 90, expect.closeTo(101, 0), expect.closeTo(300, -1)] },
    ]);
    expect(inkIn(image, [90, 296, 1210, 306])).toBe(0);
    expect(inkIn(image, [110, 95, 1200, 290])).toBe(before);
  });

  it('are not bars, nor pictures', async () => {
    const image = await drawPage(WIDTH, HEIGHT, [
      [100, 100, 900, 140],
      [100, 300, 900, 900],
    ]);
    expect(takeOutStrokes(image, 128)).toEqual([]);
  });
});

describe('the regions of a page', () => {
  it('are columns whose lines do not stand level', async () => {
    const right = drawColumn(900, 600, 30, { top: 125 });
    const image = await drawPage(WIDTH, HEIGHT, [...drawColumn(100, 600, 30), ...right]);
    expect(textRegions(image, 128)).toEqual([
      [0, 0, expect.closeTo(800, -2), HEIGHT],
      [expect.closeTo(800, -2), 0, WIDTH, HEIGHT],
    ]);
  });

  it.each([
    ['level columns, as in a form', [...drawColumn(100, 600, 30), ...drawColumn(900, 600, 30)]],
    ['one column', drawColumn(100, 1400, 30)],
    ['nothing', []],
  ])('are the whole page for %s', async (_, boxes) => {
    expect(textRegions(await drawPage(WIDTH, HEIGHT, boxes), 128)).toEqual([[0, 0, WIDTH, HEIGHT]]);
  });

  it('begin below a heading over both columns', async () => {
    const heading = [
      [100, 50, 1500, 80],
      [100, 120, 1500, 150],
    ] as const;
    const columns = [...drawColumn(100, 600, 20, { top: 300 }), ...drawColumn(900, 600, 20, { top: 325 })];
    const regions = textRegions(await drawPage(WIDTH, HEIGHT, [...heading, ...columns]), 128);
    expect(regions).toHaveLength(3);
    expect(regions[0]?.[2]).toBe(WIDTH);
  });
});

describe('a prepared page', () => {
  it('tells where things are on the picture as it was given, enlarged and turned as it is', async () => {
    const mark = [1200, 1800, 1300, 1840] as const;
    const given = await drawPage(WIDTH, HEIGHT, [...drawColumn(100, 1400, 25), mark], 1.5);
    const page = await preparePage({ ...given, channels: 1 });
    const { pixels, width, height } = page.image;
    let box: [number, number, number, number] = [width, height, 0, 0];
    for (let y = Math.round(height * 0.75); y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        if ((pixels[y * width + x] ?? 255) >= 128) continue;
        box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
      }
    }
    const [x0, y0, x1, y1] = page.toPicture(box);
    const middle = [Math.round((x0 + x1) / 2), Math.round((y0 + y1) / 2)] as const;
    expect(x1 - x0).toBeCloseTo(100, -1);
    expect(y1 - y0).toBeCloseTo(40, -1);
    expect(inkIn(given, [middle[0] - 30, middle[1] - 10, middle[0] + 30, middle[1] + 10])).toBe(60 * 20);
  });
});
