import { describe, expect, it, jest } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildPdf, READABLE } from '../../../test/fixtures/build-pdf.js';
import { extractBytes, extractFixture } from '../../../test/fixtures/extract-fixture.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

describe('what may be chosen for a PDF', () => {
  it('reads and draws only the chosen pages, under their own numbers', async () => {
    const drawn: number[] = [];
    const { pages, warnings } = await extractFixture('multi_page.pdf', {
      pages: [
        { first: 2, last: 2 },
        { first: 4, last: 5 },
      ],
      onOutput: (folder) => {
        drawn.push(...[1, 2, 3, 4, 5].filter((page) => existsSync(join(folder, 'pages', `${page}.webp`))));
      },
    });
    expect(pages.map(({ number }) => number)).toEqual([2, 4, 5]);
    expect(drawn).toEqual([2, 4, 5]);
    expect(warnings).toEqual([]);
  });

  it('warns of a range that reaches beyond the end', async () => {
    const { pages, warnings } = await extractFixture('multi_page.pdf', { pages: [{ first: 5, last: 9 }] });
    expect(pages.map(({ number }) => number)).toEqual([5]);
    expect(warnings).toMatchObject([
      {
        code: 'PAGES_BEYOND_END',
        message: 'Pages 5–9 were asked for; the document ends with page 5',
      },
    ]);
  });

  it('gives a document without pages when none of the chosen exists', async () => {
    const { pages, text, warnings } = await extractFixture('multi_page.pdf', { pages: [{ first: 6, last: 9 }] });
    expect([pages, text]).toEqual([[], '']);
    expect(warnings).toMatchObject([{ code: 'PAGES_BEYOND_END' }]);
  });

  it('counts only the chosen pages against the limit', async () => {
    const given = { pages: [{ first: 1, last: 2 }], limits: { maxPages: 2 } };
    expect((await extractFixture('multi_page.pdf', given)).pages).toHaveLength(2);
  });

  it('looks for no tables when none are wanted', async () => {
    const { tables, text } = await extractFixture('s_세금계산서.pdf', { tables: false });
    expect(tables).toEqual([]);
    expect(text).toContain('USB-C 허브 7포트');
  });

  it('leaves a scanned page alone when OCR is off, and says that it has no text', async () => {
    const { pages, warnings, engine } = await extractFixture('ocr_test.pdf', { ocr: 'off' });
    expect(pages).toMatchObject([{ text: '', source: 'text', confidence: 0 }]);
    expect(warnings).toMatchObject([{ code: 'PAGE_WITHOUT_TEXT', location: { page: 1 } }]);
    expect(engine.map(({ name }) => name)).toEqual(['@embedpdf/pdfium']);
  });

  it('reads pages that have text by OCR when told to', async () => {
    const content = 'BT /F 24 Tf 10 50 Td (Readable text) Tj ET';
    const { pages, warnings } = await extractBytes('made.pdf', buildPdf([READABLE], { content }), { ocr: 'force' });
    expect(pages).toMatchObject([{ source: 'ocr', text: 'Readable text' }]);
    expect(warnings).toEqual([]);
  });
});
