import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { buildBmp } from '../../fixtures/build-bmp.js';
import { attackSuite } from './attack-suite.js';
import { animatedPng, blankRows, gif, png, tiff } from './generators/images.js';

const attack = attackSuite();
const ENDS = [null, 'LIMIT_EXCEEDED', 'CORRUPT_FILE', 'TIMED_OUT'];
const SIDE = 60_000;
const VAST = { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('3,600,000,000 pixels') };
const FORMATS = ['png', 'jpeg', 'webp', 'tiff', 'gif'] as const;

/** With nothing to be read on it: what is cut off its end is found out all the same. */
function picture(): Sharp {
  const side = 120;
  const pixels = Buffer.alloc(side * side * 3).map((_, index) => 200 + ((index * 7) % 50));
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } });
}

describe('a picture of 60,000 by 60,000 pixels', () => {
  it('is refused as a PNG by its header', async () => {
    expect(await attack(png({ width: SIDE, height: SIDE }))).toMatchObject(VAST);
  });

  it('is refused as a TIFF by its directory', async () => {
    expect(await attack(tiff({ side: SIDE, pages: 1 }))).toMatchObject(VAST);
  });

  it('is refused as a BMP by its header', async () => {
    const bytes = buildBmp({ width: SIDE, height: SIDE, pixels: Buffer.alloc(64) });
    expect(await attack({ name: 'made.bmp', bytes })).toMatchObject(VAST);
  });

  it('is refused as a GIF by its frames', async () => {
    expect(await attack(gif({ side: SIDE, frames: 2 }))).toMatchObject(VAST);
  });

  it('is refused as a JPEG by its frame', async () => {
    const bytes = await picture().jpeg().toBuffer();
    const frame = bytes.indexOf(Buffer.from('ffc0', 'hex'));
    bytes.writeUInt16BE(SIDE, frame + 5);
    bytes.writeUInt16BE(SIDE, frame + 7);
    expect(await attack({ name: 'made.jpg', bytes })).toMatchObject(VAST);
  });

  it('is refused as the second page of a TIFF whose first is small', async () => {
    const { bytes } = tiff({ side: 64, pages: 2 });
    const second = 8 + 2 + 8 * 12 + 4;
    for (const entry of [0, 1]) bytes.writeUInt32LE(SIDE, second + 2 + entry * 12 + 8);
    expect(ENDS.slice(1)).toContain((await attack({ name: 'made.tiff', bytes })).code);
  });
});

describe('a picture that is small only as a file', () => {
  it('of as many pixels as are allowed, is read or ends by a name', async () => {
    const [width, height] = [10_000, 10_000];
    const end = await attack(png({ width, height, data: blankRows(width, height) }));
    // Its pixels alone take most of the memory that the test leaves.
    expect([null, 'TIMED_OUT', 'OUT_OF_MEMORY']).toContain(end.code);
  });

  it('of one row of a hundred million pixels, ends', async () => {
    expect(ENDS).toContain(
      (await attack(png({ width: 100_000_000, height: 1, data: blankRows(100_000_000, 1) }))).code,
    );
  });

  it('of text packed by a thousand to one, ends', async () => {
    const text = Buffer.concat([
      Buffer.from('Comment\0\0'),
      deflateSync(Buffer.alloc(300 * 1024 * 1024), { level: 9 }),
    ]);
    const end = await attack(png({ width: 64, height: 64, data: blankRows(64, 64), before: [['zTXt', text]] }));
    expect(ENDS).toContain(end.code);
  });

  it('of a colour profile packed by a thousand to one, ends', async () => {
    const profile = Buffer.concat([Buffer.from('icc\0\0'), deflateSync(Buffer.alloc(300 * 1024 * 1024), { level: 9 })]);
    const end = await attack(png({ width: 64, height: 64, data: blankRows(64, 64), before: [['iCCP', profile]] }));
    expect(ENDS).toContain(end.code);
  });

  it('of more pixels than it has rows for, ends', async () => {
    expect(ENDS).toContain((await attack(png({ width: 9_000, height: 9_000 }))).code);
  });

  it.each([
    [0, 10],
    [10, 0],
    [2 ** 31 - 1, 2 ** 31 - 1],
  ])('of %d by %d pixels is broken or too large', async (width, height) => {
    expect(['CORRUPT_FILE', 'LIMIT_EXCEEDED']).toContain((await attack(png({ width, height }))).code);
  });
});

describe('a bomb of frames', () => {
  const TOO_MANY = { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('10,000 pages; at most 300') };

  it('as a GIF is refused with their number', async () => {
    expect(await attack(gif({ side: 1, frames: 10_000 }))).toMatchObject(TOO_MANY);
  });

  it('as a TIFF is refused with their number', async () => {
    expect(await attack(tiff({ side: 16, pages: 10_000 }))).toMatchObject(TOO_MANY);
  });

  it('as a WebP is refused with their number', async () => {
    const frames = 400;
    const raw = Buffer.alloc(16 * 16 * 3 * frames, 1).map((_, index) => Math.floor(index / 768) % 251);
    const bytes = await sharp(raw, { raw: { width: 16, height: 16 * frames, channels: 3, pageHeight: 16 } })
      .webp({ lossless: true, effort: 0 })
      .toBuffer();
    expect(await attack({ name: 'made.webp', bytes })).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('400 pages; at most 300'),
    });
  });

  it('as an animated PNG is refused at the door', async () => {
    expect(await attack(animatedPng(5_000))).toMatchObject({ status: 'refused', code: 'UNSUPPORTED_FILE_TYPE' });
  });

  it('of few bytes and many large frames, ends', async () => {
    const end = await attack(gif({ side: 9_000, frames: 290 }));
    // One frame alone is a third of a gigabyte.
    expect([...ENDS, 'OUT_OF_MEMORY']).toContain(end.code);
  });

  it('of a TIFF whose directories run in a circle, ends', async () => {
    expect(ENDS).toContain((await attack(tiff({ side: 16, pages: 3, loop: true }))).code);
  });
});

describe('a picture that is damaged', () => {
  it.each(FORMATS)('ends wherever it is cut off as %s', async (format) => {
    const whole = await picture().toFormat(format).toBuffer();
    for (const share of [0.1, 0.6]) {
      const end = await attack({ name: `made.${format}`, bytes: whole.subarray(0, Math.ceil(whole.length * share)) });
      expect([null, 'CORRUPT_FILE', 'LIMIT_EXCEEDED']).toContain(end.code);
    }
  });

  it('keeps the position of a camera to itself', async () => {
    const exif = { IFD0: { Make: 'Maker' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 30/1 0/1' } };
    const end = await attack({ name: 'made.jpg', bytes: await picture().withExif(exif).jpeg().toBuffer() });
    expect(end.status).toBe('completed');
    expect(end.data).toContain('Maker');
    expect(end.data).not.toMatch(/latitude/i);
  });
});
