import { describe, expect, it, jest } from '@jest/globals';
import { buildPdf, READABLE } from '../../../test/fixtures/build-pdf.js';
import { extractBytes, extractFixture, readFixture } from '../../../test/fixtures/extract-fixture.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

describe('reading PDFs', () => {
  it('gives every page its text and size', async () => {
    const { pages, text, engine } = await extractFixture('multi_page.pdf');
    expect(
      pages.map(({ number, width, height, unit, rotation, source }) => [number, width, height, unit, rotation, source]),
    ).toEqual([1, 2, 3, 4, 5].map((number) => [number, 595.2, 841.92, 'pt', 0, 'text']));
    expect(text).toContain('The Evolution of the Word Processor');
    expect(text).toContain('Wang Laboratories');
    expect(engine).toEqual([{ name: '@embedpdf/pdfium', version: '2.15.1' }]);
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

  it('parts lines and words of Korean that an office program sets in several fonts', async () => {
    const { text } = await extractFixture('s_두글꼴.pdf');
    expect(text.split('\n').filter(Boolean)).toEqual([
      '두 글꼴로 짠 제목',
      '문서 처리 서비스는 사용자가 올린 파일을 안전한 환경에서 읽고 그 내용을 구조화된 자료로 돌려준다. 각 단계는 따로',
      '기록되며 실패하면 까닭을 알려 준다. 27인치 모니터 3대와 A4 복사용지 80g은 2026년 3월에 샀고, USB 허브는 12,500',
      '원이었다.',
    ]);
  });

  it('reads a table over several pages as one, below running titles and with a header of two rows', async () => {
    const { tables, pages } = await extractFixture('s_지역별판매.pdf');
    expect(pages.map(({ header, footer }) => [header, footer])).toEqual(
      [1, 2, 3].map((number) => ['가온테크 주식회사 내부 자료', `- ${number} -`]),
    );
    expect(tables).toMatchObject([{ title: '지역별 판매 현황', row_count: 110 }]);
    expect(tables[0]?.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      '지역: text',
      '일자: date',
      '품목: text',
      '판매 수량: integer',
      '판매 금액: integer',
      '반품 수량: integer',
      '반품 금액: integer',
    ]);
  });

  it('names metadata as other formats do', async () => {
    const { metadata } = await extractFixture('coolblue1.pdf');
    expect(metadata).toEqual({
      creator: 'Draw',
      producer: 'LibreOffice 7.0',
      created_at: '2022-09-26T06:05:43.000Z',
      pdf_version: '1.6',
      outline: [{ title: 'Page 1', level: 0, page: 1 }],
      page_count: 1,
    });
  });

  it('gives the rotation of a page and its size as shown', async () => {
    const { pages } = await extractBytes('made.pdf', buildPdf([`${READABLE}/Rotate 90`]));
    expect(pages).toMatchObject([{ width: 100, height: 200, rotation: 90 }]);
  });

  it('reads pages turned in either direction', async () => {
    const turned = [0, 90, 180, 270].map((degrees) => `${READABLE}/Rotate ${degrees}`);
    const { pages } = await extractBytes('made.pdf', buildPdf(turned));
    expect(pages.map(({ text }) => text)).toEqual(turned.map(() => 'Readable text'));
  });

  it('puts a word together that the end of a line parts', async () => {
    const content = 'BT /F 12 Tf 10 50 Td (A docu-) Tj 0 -14 Td (ment of two lines) Tj ET';
    expect((await extractBytes('made.pdf', buildPdf([READABLE], { content }))).text).toBe('A document\nof two lines');
  });

  it('tells links and where they are, form fields and attachments', async () => {
    const objects = [
      '100 0 obj <</Type/Annot/Subtype/Link/Rect[10 40 90 60]/A<</S/URI/URI(https://example.com/)>>>> endobj',
      '101 0 obj <</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Hong)/Rect[10 10 90 30]>> endobj',
      '102 0 obj <</Type/Filespec/F(notes.txt)/UF(notes.txt)/EF<</F 103 0 R>>>> endobj',
      '103 0 obj <</Type/EmbeddedFile/Subtype/text#2Fplain/Params<</Size 5>>/Length 5>> stream\nHello\nendstream endobj',
    ];
    const catalog = '/AcroForm<</Fields[101 0 R]>>/Names<</EmbeddedFiles<</Names[(notes.txt) 102 0 R]>>>>';
    const page = `${READABLE}/Annots[100 0 R 101 0 R]`;
    const { metadata } = await extractBytes('made.pdf', buildPdf([page], { catalog, objects }));
    expect(metadata).toMatchObject({
      links: [{ page: 1, bbox: [10, 40, 90, 60], uri: 'https://example.com/' }],
      form_fields: [{ page: 1, name: 'name', type: 'text', value: 'Hong' }],
      attachments: [{ name: 'notes.txt', size: 5, media_type: 'text/plain' }],
    });
  });

  it('asks the other engine when the first refuses a file', async () => {
    const bytes = Buffer.from(buildPdf([READABLE]).toString('latin1').replace('%PDF', '%pdf'), 'latin1');
    const { text, engine } = await extractBytes('made.pdf', bytes);
    expect(text).toBe('Readable text');
    expect(engine).toEqual([{ name: 'pdf-parse', version: '2.4.5' }]);
  });

  it('finds tables, with their columns typed', async () => {
    const { tables } = await extractFixture('s_세금계산서.pdf');
    expect(tables).toMatchObject([
      {
        id: 't1',
        location: { page: 1 },
        row_count: 3,
        columns: [
          { name: '월일' },
          { name: '품목', type: 'text' },
          { name: '수량', type: 'integer', sum: 14 },
          { name: '단가', type: 'integer' },
          { name: '공급가액', type: 'integer', sum: 831_800 },
        ],
      },
    ]);
  });

  it('finds tables that are drawn with strokes', async () => {
    const cell = (text: string, x: number, y: number): string => `1 0 0 1 ${x} ${y} Tm (${text}) Tj`;
    const texts = [cell('Name', 14, 74), cell('Kind', 104, 74), cell('Hong', 14, 54), cell('seller', 104, 54)];
    const content = `10 50 90 40 re 100 50 90 40 re 10 70 180 20 re S BT /F 10 Tf ${texts.join(' ')} ET`;
    const { tables, text } = await extractBytes('made.pdf', buildPdf([READABLE], { content }));
    expect(tables).toMatchObject([{ location: { page: 1, bbox: [10, 10, 190, 50] }, rows: [['Hong', 'seller']] }]);
    expect(text).toBe('Name\tKind\nHong\tseller');
  });

  it('parts headings between which there is no more than a space', async () => {
    const { tables } = await extractFixture('coolblue1.pdf');
    expect(tables[0]?.columns.map(({ name }) => name)).toEqual([
      'Artikel',
      'Aantal',
      'Prijs per stuk',
      'BTW',
      'Prijs incl. BTW',
    ]);
  });

  it('finds no tables in running text', async () => {
    expect((await extractFixture('multi_page.pdf')).tables).toEqual([]);
  });

  it('reads a scanned page by OCR and says so', async () => {
    const { pages, text, warnings, engine } = await extractFixture('ocr_test.pdf');
    expect(text).toContain('Docling bundles PDF document conversion to');
    expect(pages).toMatchObject([{ source: 'ocr', unit: 'pt' }]);
    expect(pages[0]?.confidence).toBeGreaterThan(0.8);
    expect(warnings).toMatchObject([{ code: 'PAGE_WITHOUT_TEXT', location: { page: 1 } }]);
    expect(engine.map(({ name }) => name)).toEqual(['@embedpdf/pdfium', 'tesseract.js']);
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
