import { describe, expect, it, jest } from '@jest/globals';
import { buildPdf, READABLE } from '../../../test/fixtures/build-pdf.js';
import { extractBytes } from '../../../test/fixtures/extract-fixture.js';
import type { Extraction } from '../extraction.types.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

const LINK = '/Subtype/Link/Rect[10 10 20 20]/A<</S/URI/URI(https://example.org)>>';
const REMARK = '/Subtype/Text/Rect[10 10 20 20]/Contents(note)';
const FIELD = '/Subtype/Widget/FT/Tx/T(name)/V(value)/Rect[10 10 20 20]';

/** Pages with so many annotations each. */
async function extractMarks(dictionary: string, counts: readonly number[]): Promise<Extraction> {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const references = Array.from({ length: total }, (_, index) => `${index + 100} 0 R`);
  let used = 0;
  const pages = counts.map((count) => `${READABLE}/Annots[${references.slice(used, (used += count)).join(' ')}]`);
  const objects = references.map((_, index) => `${index + 100} 0 obj <</Type/Annot${dictionary}>> endobj`);
  const catalog = dictionary === FIELD ? `/AcroForm<</Fields[${references.join(' ')}]>>` : '';
  return extractBytes('made.pdf', buildPdf(pages, { catalog, objects }));
}

function cutLists({ warnings }: Extraction): string[] {
  return warnings.filter(({ code }) => code === 'LIST_CUT').map(({ message }) => message);
}

describe('a PDF of very many', () => {
  it.each([
    ['links', LINK],
    ['annotations', REMARK],
    ['form_fields', FIELD],
  ])('%s tells a thousand and says that there are more', async (list, dictionary) => {
    const extraction = await extractMarks(dictionary, [600, 401]);
    expect(extraction.metadata[list]).toHaveLength(1_000);
    expect(cutLists(extraction)).toEqual([`Of ${list} the first 1,000 are told; the rest was left out`]);
  });

  it('links that are just as many as are told says nothing of it', async () => {
    const extraction = await extractMarks(LINK, [1_000]);
    expect(extraction.metadata.links).toHaveLength(1_000);
    expect(cutLists(extraction)).toEqual([]);
  });

  it('links on a page still has its form fields told', async () => {
    const references = Array.from({ length: 1_200 }, (_, index) => `${index + 100} 0 R`);
    const objects = references.map(
      (_, index) => `${index + 100} 0 obj <</Type/Annot${index < 1_199 ? LINK : FIELD}>> endobj`,
    );
    const page = `${READABLE}/Annots[${references.join(' ')}]`;
    const catalog = `/AcroForm<</Fields[${references.at(-1) ?? ''}]>>`;
    const { metadata } = await extractBytes('made.pdf', buildPdf([page], { catalog, objects }));
    expect(metadata.form_fields).toMatchObject([{ name: 'name', value: 'value' }]);
  });

  it('bookmarks tells a thousand and says that there are more', async () => {
    const items = Array.from({ length: 1_100 }, (_, index) => {
      const next = index < 1_099 ? `/Next ${index + 201} 0 R` : '';
      return `${index + 200} 0 obj <</Title(Chapter ${index + 1})/Parent 100 0 R${next}>> endobj`;
    });
    const objects = [`100 0 obj <</Type/Outlines/First 200 0 R/Last 1299 0 R/Count 1100>> endobj`, ...items];
    const extraction = await extractBytes('made.pdf', buildPdf([READABLE], { catalog: '/Outlines 100 0 R', objects }));
    expect(extraction.metadata.outline).toHaveLength(1_000);
    expect(cutLists(extraction)).toEqual(['Of outline the first 1,000 are told; the rest was left out']);
  });
});
