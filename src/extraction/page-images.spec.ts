import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { buildPdf, READABLE } from '../../test/fixtures/build-pdf.js';
import { extractBytes, extractFixture } from '../../test/fixtures/extract-fixture.js';
import { PAGE_IMAGE_FOLDER } from './page-images.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

interface Picture {
  name: string;
  size: [string, number, number];
}

/** Takes what an extraction leaves into `pictures`. */
function keep(pictures: Picture[]): (directory: string) => Promise<void> {
  return async (directory) => {
    const folder = join(directory, PAGE_IMAGE_FOLDER);
    for (const name of (await readdir(folder)).sort((a, b) => parseInt(a, 10) - parseInt(b, 10))) {
      const { format, width, height } = await sharp(join(folder, name)).metadata();
      pictures.push({ name, size: [format, width, height] });
    }
  };
}

describe('pictures of pages', () => {
  it('are made of every page of a PDF, 1,280 wide', async () => {
    const pictures: Picture[] = [];
    await extractFixture('multi_page.pdf', { onOutput: keep(pictures) });
    expect(pictures).toEqual(
      [1, 2, 3, 4, 5].map((page) => ({ name: `${page}.webp`, size: ['webp', 1280, expect.any(Number)] })),
    );
  });

  it('are made of the first pages of a long one', async () => {
    const pictures: Picture[] = [];
    await extractBytes('made.pdf', buildPdf(Array.from({ length: 25 }, () => READABLE)), { onOutput: keep(pictures) });
    expect(pictures).toHaveLength(20);
  });

  it('show a page as it is turned', async () => {
    const pictures: Picture[] = [];
    await extractBytes('made.pdf', buildPdf([`${READABLE}/Rotate 90`]), { onOutput: keep(pictures) });
    expect(pictures).toMatchObject([{ size: ['webp', 1280, 2560] }]);
  });

  it('are made of images, upright and not larger than they are', async () => {
    const blank = { create: { width: 60, height: 40, channels: 3 as const, background: '#ffffff' } };
    const bytes = await sharp(blank).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const pictures: Picture[] = [];
    await extractBytes('made.jpg', bytes, { languages: ['xyz'], onOutput: keep(pictures) });
    expect(pictures).toEqual([{ name: '1.webp', size: ['webp', 40, 60] }]);
  });
});
