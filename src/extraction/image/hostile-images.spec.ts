import { crc32 } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { buildBmp } from '../../../test/fixtures/build-bmp.js';
import { extractBytes } from '../../../test/fixtures/extract-fixture.js';
import { DocumentFault } from '../../common/errors.js';

jest.setTimeout(120_000);

const FORMATS = ['png', 'jpg', 'webp', 'tiff', 'gif', 'bmp'] as const;
type Format = (typeof FORMATS)[number];

async function build(format: Format, width = 64, height = 48): Promise<Buffer> {
  if (format === 'bmp') return buildBmp({ width, height });
  const image = sharp({ create: { width, height, channels: 3, background: '#cccccc' } });
  const written: Record<Exclude<Format, 'bmp'>, Sharp> = {
    png: image.clone().png(),
    jpg: image.clone().jpeg(),
    webp: image.clone().webp(),
    tiff: image.clone().tiff(),
    gif: image.clone().gif(),
  };
  return written[format].toBuffer();
}

/** The same numbers for the same seed (Park and Miller). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** What the reading of a file ends in: a result, or a fault that has a name. */
async function endOf(name: string, bytes: Buffer): Promise<string> {
  try {
    await extractBytes(name, bytes, { ocr: 'off' });
    return 'read';
  } catch (error) {
    if (error instanceof DocumentFault) return error.code;
    throw error;
  }
}

/** A small PNG whose header says otherwise, its checksum put right. */
async function pngOf(width: number, height: number): Promise<Buffer> {
  const bytes = await build('png');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

describe.each(FORMATS)('a hostile %s', (format) => {
  it('ends with a name wherever it is cut', async () => {
    const whole = await build(format);
    for (const share of [0.02, 0.1, 0.3, 0.6, 0.9, 0.99]) {
      const end = await endOf(`cut.${format}`, whole.subarray(0, Math.ceil(whole.length * share)));
      expect(['read', 'CORRUPT_FILE', 'LIMIT_EXCEEDED']).toContain(end);
    }
  });

  it('ends with a name whatever bytes of it are changed', async () => {
    const whole = await build(format);
    const random = seeded(20_967);
    for (let round = 0; round < 60; round += 1) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change < 1 + round / 10; change += 1) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      const end = await endOf(`changed.${format}`, bytes);
      expect(['read', 'CORRUPT_FILE', 'LIMIT_EXCEEDED']).toContain(end);
    }
  });
});

describe('hostile pictures', () => {
  it('are refused by a header that says 60,000 by 60,000 pixels', async () => {
    expect(await endOf('huge.png', await pngOf(60_000, 60_000))).toBe('LIMIT_EXCEEDED');
  });

  it('are refused when they have ten thousand pages, whatever a page holds', async () => {
    const pages = 10_000;
    const bytes = await sharp(Buffer.alloc(pages, 200), {
      raw: { width: 1, height: pages, channels: 1, pageHeight: 1 },
    })
      .tiff({ compression: 'none' })
      .toBuffer();
    await expect(extractBytes('many.tiff', bytes, { ocr: 'off' })).rejects.toMatchObject({
      key: 'failure.limit_pages',
      params: { actual: pages, limit: 2_000 },
    });
  });

  it('give the chosen pages of ten thousand', async () => {
    const pages = 10_000;
    const bytes = await sharp(Buffer.alloc(pages, 200), {
      raw: { width: 1, height: pages, channels: 1, pageHeight: 1 },
    })
      .tiff({ compression: 'none' })
      .toBuffer();
    const chosen = [{ first: 9_999, last: 10_000 }];
    const read = await extractBytes('many.tiff', bytes, { ocr: 'off', pages: chosen });
    expect(read.pages.map(({ number }) => number)).toEqual([9_999, 10_000]);
  });

  it.each(['gif', 'webp'] as const)('are not read frame by frame: an animated %s', async (format) => {
    const frames = 400;
    const pixels = Buffer.alloc(16 * 16 * 3 * frames, 1).map((_, index) => Math.floor(index / 768) % 251);
    const raw = { width: 16, height: 16 * frames, channels: 3, pageHeight: 16 } as const;
    const bytes = await sharp(pixels, { raw })[format]({ effort: 1 }).toBuffer();
    const read = await extractBytes(`many.${format}`, bytes, { ocr: 'off' });
    expect(read.pages.map(({ number }) => number)).toEqual([1]);
    const limited = extractBytes(`many.${format}`, bytes, { ocr: 'off', limits: { maxPages: 50 } });
    const params = { actual: read.metadata.page_count, limit: 50 };
    await expect(limited).rejects.toMatchObject({ key: 'failure.limit_pages', params });
  });

  it('are refused by a later page that says it is vast', async () => {
    const pages = sharp(Buffer.alloc(32, 200), { raw: { width: 4, height: 8, channels: 1, pageHeight: 4 } });
    const bytes = await pages.tiff({ compression: 'none' }).toBuffer();
    // ImageWidth (tag 256) of the second directory, which stands behind the first.
    const width = Buffer.from('000103000100000004000000', 'hex');
    const second = bytes.lastIndexOf(width);
    expect(second).toBeGreaterThan(bytes.indexOf(width));
    bytes.writeUInt16LE(60_000, second + 8);
    await expect(extractBytes('vast.tiff', bytes, { ocr: 'off', limits: { maxPixels: 10_000 } })).rejects.toMatchObject(
      {
        code: 'LIMIT_EXCEEDED',
      },
    );
  });

  it('are only read as what they are taken for: a page of script in a GIF stays unread', async () => {
    const script = Buffer.from('GIF89a/*<script>alert(1)</script>*/=1;', 'latin1');
    expect(await endOf('polyglot.gif', script)).toBe('CORRUPT_FILE');
  });

  it('are read with a warning when all is there but for a checksum', async () => {
    const bytes = await build('png');
    const at = bytes.indexOf('IDAT');
    const checksum = at + 4 + bytes.readUInt32BE(at - 4);
    bytes.writeUInt8(bytes.readUInt8(checksum) ^ 1, checksum);
    const { pages, warnings } = await extractBytes('made.png', bytes, { ocr: 'off' });
    expect(pages).toMatchObject([{ width: 64, height: 48 }]);
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'PICTURE_DAMAGED', location: { page: 1 } }));
  });

  it('are broken when the pixels themselves are damaged', async () => {
    const bytes = await build('png');
    const at = bytes.indexOf('IDAT') + 4;
    bytes.fill(0x5a, at + 4, at + 12);
    expect(await endOf('made.png', bytes)).toBe('CORRUPT_FILE');
  });

  it('may carry another file behind their end', async () => {
    const both = Buffer.concat([await build('png'), Buffer.from('%PDF-1.7\n'), await build('jpg')]);
    expect(await endOf('polyglot.png', both)).toBe('read');
  });
});
