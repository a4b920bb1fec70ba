import { describe, expect, it, jest } from '@jest/globals';
import { extractBytes, extractFixture, readFixture } from '../../../test/fixtures/extract-fixture.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

/** A PDF of one object per page; pdf.js rebuilds the missing cross-reference table. */
function buildPdf(pages: string[]): Buffer {
  const kids = pages.map((_, index) => `${index + 10} 0 R`).join(' ');
  const objects = pages.map((page, index) => `${index + 10} 0 obj <</Type/Page/Parent 2 0 R ${page}>> endobj`);
  return Buffer.from(
    `%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n` +
      `2 0 obj <</Type/Pages/Kids[${kids}]/Count ${pages.length}/MediaBox[0 0 200 100]>> endobj\n` +
      `3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n` +
      `4 0 obj <</Length 44>> stream\nBT /F 12 Tf 10 50 Td (Readable text) Tj ET    \nendstream endobj\n` +
      `${objects.join('\n')}\ntrailer <</Root 1 0 R>>`,
  );
}
const READABLE = '/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>';

describe('reading PDFs', () => {
  it('gives every page its text and size', async () => {
    const { pages, text, engine } = await extractFixture('multi_page.pdf');
    expect(
      pages.map(({ number, width, height, unit, rotation, source }) => [number, width, height, unit, rotation, source]),
    ).toEqual([1, 2, 3, 4, 5].map((number) => [number, 595.2, 841.92, 'pt', 0, 'text']));
    expect(text).toContain('The Evolution of the Word Processor');
    expect(text).toContain('Wang Laboratories');
    expect(engine).toEqual([{ name: 'pdf-parse', version: '2.4.5' }]);
  });

  it('adds no page marks of its own to the text', async () => {
    expect((await extractFixture('multi_page.pdf')).text).not.toMatch(/-- \d+ of \d+ --/);
  });

  it('reads Korean in fonts that are not embedded', async () => {
    expect((await extractFixture('ko_uhc_noembed.pdf')).text).toBe('안녕하세요 청구서 합계 1,234,500원');
  });

  it('reads Korean in embedded fonts', async () => {
    expect((await extractFixture('s_세금계산서.pdf')).text).toContain('USB-C 허브 7포트');
  });

  it('names metadata as other formats do', async () => {
    const { metadata } = await extractFixture('coolblue1.pdf');
    expect(metadata).toEqual({
      creator: 'Draw',
      producer: 'LibreOffice 7.0',
      created_at: '2022-09-26T06:05:43.000Z',
      pdf_version: '1.6',
      page_count: 1,
    });
  });

  it('gives the rotation of a page and its size as shown', async () => {
    const { pages } = await extractBytes('made.pdf', buildPdf([`${READABLE}/Rotate 90`]));
    expect(pages).toMatchObject([{ width: 100, height: 200, rotation: 90 }]);
  });

  it('reads a scanned page by OCR and says so', async () => {
    const { pages, text, warnings, engine } = await extractFixture('ocr_test.pdf');
    expect(text).toContain('Docling bundles PDF document conversion to');
    expect(pages).toMatchObject([{ source: 'ocr', unit: 'pt' }]);
    expect(pages[0]?.confidence).toBeGreaterThan(0.8);
    expect(warnings).toMatchObject([{ code: 'PAGE_WITHOUT_TEXT', location: { page: 1 } }]);
    expect(engine.map(({ name }) => name)).toEqual(['pdf-parse', 'tesseract.js']);
  });

  it('keeps the other pages when one cannot be read', async () => {
    const bytes = buildPdf([READABLE, READABLE]);
    const broken = Buffer.from(bytes.toString('latin1').replace('11 0 obj', '99 0 obj'), 'latin1');
    const { pages, warnings } = await extractBytes('made.pdf', broken);
    expect(pages.map(({ text }) => text)).toEqual(['Readable text', '']);
    expect(warnings).toMatchObject([{ code: 'PAGE_UNREADABLE', location: { page: 2 } }]);
  });

  it('refuses a PDF with too many pages', async () => {
    await expect(extractFixture('multi_page.pdf', { limits: { maxPages: 4 } })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_pages',
      params: { actual: 5, limit: 4 },
    });
  });

  it('says that a PDF with a password is encrypted', async () => {
    await expect(extractFixture('password-123456.pdf')).rejects.toMatchObject({ code: 'ENCRYPTED_FILE' });
  });

  it('says that a PDF cut after its beginning is broken', async () => {
    const cut = (await readFixture('multi_page.pdf')).subarray(0, 400);
    await expect(extractBytes('cut.pdf', cut)).rejects.toMatchObject({ code: 'CORRUPT_FILE', key: 'failure.corrupt' });
  });
});
