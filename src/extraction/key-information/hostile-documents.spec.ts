import { describe, expect, it } from '@jest/globals';
import { drawPage, understand, valuesOf } from '../../../test/fixtures/printed-page.js';

const MEBIBYTE = 1024 * 1024;

/** The same characters in the same order at every run. */
function noise(length: number, letters: string): string {
  let seed = 7;
  let text = '';
  while (text.length < length) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += letters[seed % letters.length] ?? '';
  }
  return text;
}

async function timeOf(drawing: string): Promise<number> {
  const startedAt = performance.now();
  await understand(drawing, { recognised: 0.8 });
  return performance.now() - startedAt;
}

describe('a hostile document', () => {
  it.each([
    ['digits, spaces, dots and brackets', '0123456789 .,()[]', MEBIBYTE],
    ['digits and spaces', '0123456789 ', MEBIBYTE / 4],
    ['dashes and digits', '12-/. ', MEBIBYTE / 4],
    ['letters that labels begin with', 'total 합계1 :', MEBIBYTE / 4],
    ['capitals and digits, as of accounts', 'NL01 ', MEBIBYTE / 4],
  ])(
    'of %s takes linear time',
    async (_, letters, length) => {
      const text = noise(length, letters).replace(/(.{120})/g, '$1\n');
      await timeOf(text.slice(0, length / 8));
      const half = await timeOf(text.slice(0, length / 2));
      const whole = await timeOf(text);
      // Twice the text takes twice the time on a quiet machine; what is not linear takes hours.
      expect(whole).toBeLessThan(Math.max(half, 250) * 6);
    },
    60_000,
  );

  it('of one line without end is read', async () => {
    expect(valuesOf(await understand(`INVOICE\n${noise(MEBIBYTE, '0123456789 .()')}`))).toMatchObject({
      document_type: 'invoice',
    });
  });

  it('of two thousand pages is looked through at its beginning and end', async () => {
    const filler = Array.from({ length: 40 }, (_, at) => `line ${at} of a long report with 12.50 and more`).join('\n');
    const pages = ['INVOICE\nInvoice No: A-77', ...Array.from({ length: 1_998 }, () => filler), 'Total   12.50'];
    const layouts = pages.map((page, at) => drawPage(page, at + 1));
    const found = await understand(pages.slice(0, 1), { layouts, text: pages.join('\n') });
    expect(valuesOf(found)).toMatchObject({ document_number: 'A-77', total: '12.50' });
  });

  it.each(['', ' ', '\n\n\n', '\t', '€', '()', ':::::', '합계', 'Total', '0', '-'])(
    'of next to nothing: %j',
    async (text) => {
      await expect(understand(text)).resolves.toMatchObject({ entities: expect.any(Array) as unknown });
    },
  );
});
