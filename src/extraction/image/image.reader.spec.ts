import { describe, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { extractBytes, extractFixture, readFixture } from '../../../test/fixtures/extract-fixture.js';
import { readFixtureWith } from '../../../test/fixtures/read-fixture.js';
import { readImage } from './image.reader.js';
import { createWarning } from '../warnings.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

function blank(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } });
}

describe('reading images', () => {
  it('reads English', async () => {
    const { text, pages, engine } = await extractFixture('webp-test.webp');
    expect(text).toContain('Docling bundles PDF document conversion to');
    expect(pages).toMatchObject([{ number: 1, width: 2000, height: 2829, unit: 'px', rotation: 0, source: 'ocr' }]);
    expect(pages[0]?.confidence).toBeGreaterThan(0.8);
    expect(engine.map(({ name }) => name)).toEqual(['sharp', 'tesseract.js', 'zxing-wasm']);
  });

  it('reads a photographed bill', async () => {
    expect((await extractFixture('qr_bill_example.jpg')).text).toContain('Disposal of cuttings');
  });

  it('reads small Korean print', async () => {
    const { text } = await extractFixture('s_영수증.png', { languages: ['kor', 'eng'] });
    expect(text).toContain('(주)동해물산');
    expect(text).toContain('1,559,250');
  });

  it('tells where every word stands, in pixels of the picture', async () => {
    const { layouts = [] } = await readFixtureWith(readImage, 's_영수증.png', ['kor', 'eng']);
    const words = layouts.flatMap(({ blocks }) => blocks.flatMap(({ lines }) => lines.flatMap((line) => line.words)));
    const total = words.find(({ text }) => text.includes('1,559,250'));
    expect(layouts.map(({ page }) => page)).toEqual([1]);
    expect(total?.confidence).toBeGreaterThan(0.5);
    expect(total?.bbox.map((edge) => Math.round(edge / 10))).toEqual([38, 45, 51, 48]);
  });

  it('reads a receipt that lies on its side, and shows it upright', async () => {
    const upright = await readFixture('s_영수증.png');
    const { width, height } = await sharp(upright).metadata();
    const shown: unknown[] = [];
    const { pages, text, fields } = await extractBytes('made.png', await sharp(upright).rotate(90).toBuffer(), {
      languages: ['kor', 'eng'],
      onOutput: async (folder) => {
        const picture = await sharp(join(folder, 'pages/1.webp')).metadata();
        shown.push(picture.width, picture.height);
      },
    });
    expect(text).toContain('(주)동해물산');
    expect(pages).toMatchObject([{ rotation: 270, width, height }]);
    expect(shown).toEqual([width, height]);
    const total = fields.find(({ name }) => name === 'total')?.location as { bbox?: number[] };
    expect(total.bbox?.map((edge) => Math.round(edge / 20))).toEqual([19, 23, 26, 24]);
  });

  it('goes on without a language that there is no data for', async () => {
    const bytes = await blank(60, 40).png().toBuffer();
    const { warnings } = await extractBytes('made.png', bytes, { languages: ['eng', 'xyz'] });
    expect(warnings).toMatchObject([{ code: 'OCR_LANGUAGE_MISSING', message: 'No OCR data for the language xyz' }]);
  });

  it('skips OCR when there is no data for any language', async () => {
    const bytes = await blank(60, 40).png().toBuffer();
    const { warnings, pages } = await extractBytes('made.png', bytes, { languages: ['xyz'] });
    expect(warnings.map(({ code }) => code)).toEqual(['OCR_LANGUAGE_MISSING', 'OCR_SKIPPED']);
    expect(pages).toMatchObject([{ text: '', confidence: 0 }]);
  });

  it('tells the properties and EXIF of a photo but not where it was taken', async () => {
    const exif = {
      IFD0: { Make: 'Maker', Model: 'One', Artist: 'Someone', Software: 'Editor' },
      IFD2: { DateTimeOriginal: '2026:01:05 09:30:00', OffsetTimeOriginal: '+09:00', ISOSpeedRatings: '200' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 30/1 0/1' },
    };
    const bytes = await blank(60, 40).withExif(exif).jpeg().toBuffer();
    const { metadata } = await extractBytes('made.jpg', bytes, { languages: ['xyz'] });
    expect(metadata).toMatchObject({
      format: 'jpeg',
      width: 60,
      height: 40,
      page_count: 1,
      camera_make: 'Maker',
      camera_model: 'One',
      author: 'Someone',
      creator: 'Editor',
      created_at: '2026-01-05T00:30:00.000Z',
    });
    expect(JSON.stringify(metadata)).not.toMatch(/gps|latitude/i);
  });

  it('turns a picture upright', async () => {
    const bytes = await blank(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { pages, metadata } = await extractBytes('made.jpg', bytes, { languages: ['xyz'] });
    expect(pages).toMatchObject([{ width: 40, height: 60, rotation: 0 }]);
    expect(metadata).toMatchObject({ width: 40, height: 60 });
  });

  it('reads every page of a TIFF', async () => {
    const frames = await Promise.all(
      ['#fff', '#eee', '#ddd'].map((background) =>
        sharp({ create: { width: 60, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const bytes = await sharp(frames, { join: { animated: true } })
      .tiff()
      .toBuffer();
    const { pages, metadata } = await extractBytes('made.tiff', bytes, { languages: ['xyz'] });
    expect(metadata).toMatchObject({ format: 'tiff', page_count: 3 });
    expect(pages.map(({ number, width, height }) => [number, width, height])).toEqual([
      [1, 60, 40],
      [2, 60, 40],
      [3, 60, 40],
    ]);
  });

  it.each(['gif', 'webp'] as const)('reads one image of an animated %s and says so', async (format) => {
    const frame = await blank(60, 40).png().toBuffer();
    const inverted = await sharp(frame).negate().toBuffer();
    const frames = sharp([frame, inverted, frame], { join: { animated: true } });
    const bytes = await frames[format]().toBuffer();
    const { pages, warnings, metadata } = await extractBytes(`made.${format}`, bytes, { languages: ['xyz'] });
    expect(pages).toMatchObject([{ number: 1, width: 60, height: 40 }]);
    expect(metadata).toMatchObject({ page_count: 3 });
    expect(warnings).toContainEqual(createWarning('warning.animation', { count: 3 }));
  });

  it('does not run OCR where it is turned off, and says so', async () => {
    const { warnings, pages } = await extractFixture('s_영수증.png', { ocr: 'off' });
    expect(warnings).toMatchObject([{ code: 'OCR_SKIPPED' }]);
    expect(pages).toMatchObject([{ number: 1, text: '' }]);
  });

  it('reads only the pages that are asked for', async () => {
    const frame = await blank(6, 4).png().toBuffer();
    const bytes = await sharp(
      Array.from({ length: 5 }, () => frame),
      { join: { animated: true } },
    )
      .tiff()
      .toBuffer();
    const pages = [
      { first: 4, last: 9 },
      { first: 2, last: 2 },
    ];
    const extraction = await extractBytes('made.tiff', bytes, { languages: ['xyz'], pages });
    expect(extraction.pages.map(({ number }) => number)).toEqual([2, 4, 5]);
    expect(extraction.metadata).toMatchObject({ page_count: 5 });
  });

  it('refuses a picture with too many pixels', async () => {
    const bytes = await blank(200, 100).png().toBuffer();
    await expect(extractBytes('made.png', bytes, { limits: { maxPixels: 10_000 } })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_pixels',
      params: { actual: 20_000, limit: 10_000 },
    });
  });

  it('refuses a picture with too many pages', async () => {
    const frame = await blank(6, 4).png().toBuffer();
    const bytes = await sharp([frame, frame, frame], { join: { animated: true } })
      .tiff()
      .toBuffer();
    await expect(extractBytes('made.tiff', bytes, { limits: { maxPages: 2 } })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_pages',
    });
  });

  it.each([0.001, 0.5])('says that a picture cut at %d of its length is broken', async (share) => {
    const whole = await readFixture('s_영수증.png');
    const cut = whole.subarray(0, whole.length * share);
    await expect(extractBytes('cut.png', cut)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('does not read a drawing that calls itself a picture', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
    await expect(extractBytes('drawing.png', svg)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });
});
