import { describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { buildBarcode } from '../../../test/fixtures/build-barcode.js';
import { buildBmp } from '../../../test/fixtures/build-bmp.js';
import { extractBytes } from '../../../test/fixtures/extract-fixture.js';

jest.setTimeout(60_000);

async function toBmp(png: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(png)
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const stride = Math.ceil((info.width * 3) / 4) * 4;
  const pixels = Buffer.alloc(stride * info.height);
  for (let y = 0; y < info.height; y += 1) {
    for (let x = 0; x < info.width; x += 1) {
      const from = (y * info.width + x) * info.channels;
      for (let channel = 0; channel < 3; channel += 1) {
        const value = data[from + (info.channels < 3 ? 0 : 2 - channel)] ?? 0;
        pixels[(info.height - 1 - y) * stride + x * 3 + channel] = value;
      }
    }
  }
  return buildBmp({ width: info.width, height: info.height, pixels });
}

describe('Windows bitmaps', () => {
  it('are read as other pictures are', async () => {
    const { barcodes, metadata, pages, engine } = await extractBytes(
      'made.bmp',
      await toBmp(await buildBarcode('bitmap')),
      { ocr: 'off' },
    );
    expect(metadata).toMatchObject({ format: 'bmp', page_count: 1, bits_per_pixel: 24 });
    expect(pages).toMatchObject([{ width: metadata.width, height: metadata.height, unit: 'px' }]);
    expect(barcodes).toMatchObject([{ value: 'bitmap' }]);
    expect(engine.map(({ name }) => name)).toContain('bmp-ts');
  });

  it('may be written from the top', async () => {
    const { pages } = await extractBytes('made.bmp', buildBmp({ width: 6, height: -4 }), { ocr: 'off' });
    expect(pages).toMatchObject([{ width: 6, height: 4 }]);
  });

  it('are refused by their header when they have too many pixels', async () => {
    const bytes = buildBmp({ width: 60_000, height: 60_000, pixels: Buffer.alloc(12) });
    await expect(extractBytes('huge.bmp', bytes)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      params: { actual: 3_600_000_000, limit: 100_000_000 },
    });
  });

  it.each([
    ['cut off', buildBmp({ width: 60, height: 40 }).subarray(0, 500)],
    ['only a signature', Buffer.from('BM')],
    ['without any pixels', buildBmp({ width: 0, height: 40, pixels: Buffer.alloc(0) })],
    ['of a negative width', buildBmp({ width: -60, height: 40, pixels: Buffer.alloc(9_000) })],
  ])('are broken when they are %s', async (_, bytes) => {
    await expect(extractBytes('broken.bmp', bytes, { ocr: 'off' })).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });
});
