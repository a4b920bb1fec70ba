import { describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { buildPdf, READABLE } from '../../../test/fixtures/build-pdf.js';
import { extractBytes, readFixture } from '../../../test/fixtures/extract-fixture.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

function stream(number: number, dictionary: string, content: string): string {
  return `${number} 0 obj <<${dictionary}/Length ${content.length}>> stream\n${content}\nendstream endobj`;
}

/** A page that is one black picture, with invisible text over it as scanners write it that run an OCR of their own. */
function aScan(words: string, stamp = ''): { page: string; objects: string[] } {
  const content = `q 200 0 0 100 0 0 cm /I Do Q BT /F 6 Tf 3 Tr 5 50 Td (${words}) Tj 0 Tr 0 -20 Td (${stamp}) Tj ET`;
  return {
    page: '/Contents 100 0 R/Resources<</Font<</F 3 0 R>>/XObject<</I 101 0 R>>>>',
    objects: [
      stream(100, '', content),
      stream(101, '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8', '0'),
    ],
  };
}

describe('a page whose text layer is of no use', () => {
  it('is read by the other engine where that knows its letters', async () => {
    // Glyphs that are named by the codes of their letters, which is no standard.
    const names = Array.from('Saved', (letter) => `/c${letter.charCodeAt(0)}`).join('');
    const font = `/Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 1/LastChar 5/Widths[1 1 1 1 1]`;
    const procs = Array.from('Saved', (letter) => `/c${letter.charCodeAt(0)} 102 0 R`).join('');
    const objects = [
      `101 0 obj <<${font}/CharProcs<<${procs}>>/Encoding<</Differences[1${names}]>>>> endobj`,
      stream(102, '', '1 0 d0 0 0 1 1 re f'),
      stream(100, '', 'BT /G 12 Tf 10 50 Td <0102030405> Tj ET'),
    ];
    const page = '/Contents 100 0 R/Resources<</Font<</G 101 0 R>>>>';
    const { pages, engine, warnings } = await extractBytes('made.pdf', buildPdf([READABLE, page], { objects }));
    expect(pages.map(({ text, source }) => [text, source])).toEqual([
      ['Readable text', 'text'],
      ['Saved', 'text'],
    ]);
    expect(engine.map(({ name }) => name)).toEqual(['@embedpdf/pdfium', 'pdf-parse']);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['private use characters', 'E000'],
    ['control characters', '0001'],
  ])('goes to OCR when it is of %s', async (_, code) => {
    const map = `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange
      1 beginbfrange <41> <5A> [${`<${code}> `.repeat(26)}] endbfrange endcmap end`;
    const objects = [
      `101 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 102 0 R>> endobj`,
      stream(102, '', map),
      stream(100, '', 'BT /G 28 Tf 10 40 Td (SEOUL) Tj ET'),
    ];
    const page = '/Contents 100 0 R/Resources<</Font<</G 101 0 R>>>>';
    const { pages, warnings } = await extractBytes('made.pdf', buildPdf([READABLE, page], { objects }));
    expect(pages.map(({ text, source }) => [text, source])).toEqual([
      ['Readable text', 'text'],
      ['SEOUL', 'ocr'],
    ]);
    expect(warnings).toMatchObject([{ code: 'PAGE_WITHOUT_TEXT', location: { page: 2 } }]);
  });

  it('goes to OCR when it is what a bad OCR left under the picture of the page', async () => {
    const { page, objects } = aScan('#%& a$$b !~ ?*?* x^y |_| t#e %%$ <<>> q!!d');
    const { pages, warnings } = await extractBytes('made.pdf', buildPdf([page], { objects }));
    expect(pages).toMatchObject([{ source: 'ocr', text: '' }]);
    expect(warnings).toMatchObject([{ code: 'PAGE_WITHOUT_TEXT' }]);
  });

  it('goes to OCR when a page number stands upon such a picture', async () => {
    const { page, objects } = aScan('#%& a$$b !~ ?*?* x^y |_| t#e %%$ <<>> q!!d', '- 1 -');
    const { pages } = await extractBytes('made.pdf', buildPdf([page], { objects }));
    expect(pages).toMatchObject([{ source: 'ocr' }]);
  });

  it('goes to OCR when it is but what a scanner signs its pictures with', async () => {
    const picture = sharp(await readFixture('s_영수증.png')).flatten({ background: '#ffffff' });
    const { data, info } = await picture.jpeg().toBuffer({ resolveWithObject: true });
    const [width, height] = [info.width / 2, info.height / 2];
    const look = `/Type/XObject/Subtype/Image/Width ${info.width}/Height ${info.height}/ColorSpace/DeviceRGB/BitsPerComponent 8`;
    const content = `q ${width} 0 0 ${height} 0 0 cm /I Do Q BT /F 12 Tf 20 8 Td (Scanned with a telephone) Tj ET`;
    const page = `/MediaBox[0 0 ${width} ${height}]/Contents 100 0 R/Resources<</Font<</F 3 0 R>>/XObject<</I 101 0 R>>>>`;
    const objects = [stream(100, '', content), stream(101, `${look}/Filter/DCTDecode`, data.toString('latin1'))];
    const { pages, text } = await extractBytes('made.pdf', buildPdf([page], { objects }), {
      languages: ['kor', 'eng'],
    });
    expect(pages).toMatchObject([{ source: 'ocr' }]);
    expect(text).toContain('(주)동해물산');
    expect(text).toContain('Scanned with');
  });

  it('is kept when a picture behind a few words says no more', async () => {
    const { page, objects } = aScan('', 'Annual report');
    const { pages, warnings } = await extractBytes('made.pdf', buildPdf([page], { objects }));
    expect(pages).toMatchObject([{ source: 'text', text: 'Annual report' }]);
    expect(warnings).toEqual([]);
  });

  it('is of use when what a good OCR left is written', async () => {
    const { page, objects } = aScan('An ordinary sentence, written by hand (1,200 EUR).');
    const { text, pages } = await extractBytes('made.pdf', buildPdf([page], { objects }));
    expect(text).toBe('An ordinary sentence, written by hand (1,200 EUR).');
    expect(pages).toMatchObject([{ source: 'text' }]);
  });
});
