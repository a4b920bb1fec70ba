import { describe, expect, it, jest } from '@jest/globals';
import { buildPdf, READABLE } from '../../../test/fixtures/build-pdf.js';
import { extractBytes, extractFixture } from '../../../test/fixtures/extract-fixture.js';
import type { Extraction } from '../extraction.types.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

function extractWith(page: string, objects: string[], catalog = ''): Promise<Extraction> {
  return extractBytes('made.pdf', buildPdf([`${READABLE}${page}`], { catalog, objects }));
}

function stream(number: number, dictionary: string, content: string): string {
  return `${number} 0 obj <<${dictionary}/Length ${content.length}>> stream\n${content}\nendstream endobj`;
}

function xmp(title: string): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Hong</rdf:li><rdf:li>Kim</rdf:li></rdf:Seq></dc:creator>
<xmp:CreateDate>2026-01-07T12:00:00+09:00</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>`;
}

describe('what stands upon and beside the pages of a PDF', () => {
  it('tells remarks: whose, when and where', async () => {
    const note =
      "/Type/Annot/Subtype/Highlight/Rect[10 40 90 60]/T(Hong)/Contents(Check this)/M(D:20260107120000+09'00')";
    const { metadata } = await extractWith('/Annots[100 0 R]', [`100 0 obj <<${note}>> endobj`]);
    expect(metadata.annotations).toEqual([
      {
        page: 1,
        type: 'highlight',
        bbox: [10, 40, 90, 60],
        author: 'Hong',
        contents: 'Check this',
        modified_at: '2026-01-07T03:00:00.000Z',
      },
    ]);
  });

  it('reads what is filled in where it is shown', async () => {
    const look = '/Type/XObject/Subtype/Form/BBox[0 0 80 20]/Resources<</Font<</F 3 0 R>>>>';
    const { text, pages } = await extractWith(
      '/Annots[100 0 R]',
      [
        '100 0 obj <</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Hong)/Rect[10 10 90 30]/F 4/AP<</N 101 0 R>>>> endobj',
        stream(101, look, 'BT /F 12 Tf 2 5 Td (Filled in) Tj ET'),
      ],
      '/AcroForm<</Fields[100 0 R]>>',
    );
    expect(text).toBe('Readable text\n\nFilled in');
    expect(pages).toMatchObject([{ source: 'text' }]);
  });

  it('takes from XMP what the information dictionary does not say', async () => {
    const objects = [stream(100, '/Type/Metadata/Subtype/XML', xmp('A title &amp; more'))];
    const { metadata } = await extractWith('', objects, '/Metadata 100 0 R');
    expect(metadata).toMatchObject({
      title: 'A title & more',
      author: 'Hong, Kim',
      created_at: '2026-01-07T03:00:00.000Z',
    });
  });

  it('does not take the metadata of a picture for that of the document', async () => {
    const objects = [
      stream(100, '/Type/Metadata/Subtype/XML', xmp('Of a picture')),
      stream(101, '/Type/Metadata/Subtype/XML', xmp('Of the document')),
    ];
    const { metadata } = await extractWith('', objects, '/Metadata 101 0 R');
    expect(metadata.title).toBe('Of the document');
  });

  it('gives the labels of pages', async () => {
    const catalog = '/PageLabels<</Nums[0<</S/r>>1<</S/D/P(A-)>>]>>';
    const { metadata } = await extractBytes('made.pdf', buildPdf([READABLE, READABLE], { catalog }));
    expect(metadata.page_labels).toEqual(['i', 'A-1']);
  });

  it('reads an encrypted file that opens without a password', async () => {
    const { text } = await extractFixture('empty-user-password.pdf');
    expect(text).toBe('Readable text');
  });

  it('tells running headers and footers apart', async () => {
    const pages = [1, 2, 3].map((page) => `/Contents ${page + 100} 0 R/Resources<</Font<</F 3 0 R>>>>`);
    const objects = [1, 2, 3].map((page) => {
      const show = (y: number, words: string): string => `BT /F 6 Tf 10 ${y} Td (${words}) Tj ET`;
      const own = `Text of page ${'abc'.charAt(page - 1)}`;
      return stream(page + 100, '', [show(92, 'The report'), show(50, own), show(4, `- ${page} -`)].join(' '));
    });
    const { pages: read, text } = await extractBytes('made.pdf', buildPdf(pages, { objects }));
    expect(read[1]).toMatchObject({
      header: 'The report',
      footer: '- 2 -',
      text: 'The report\n\nText of page b\n\n- 2 -',
    });
    expect(text).toContain('- 3 -');
  });
});
