import { describe, expect, it, jest } from '@jest/globals';
import { buildPdf, READABLE } from '../../../test/fixtures/build-pdf.js';
import { extractBytes, readFixture } from '../../../test/fixtures/extract-fixture.js';
import { DocumentFault } from '../../common/errors.js';
import type { Extraction } from '../extraction.types.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(120_000);

const VARIANTS = 12;

/** What comes of hostile bytes: an extraction, or the fault of the file; anything else fails the test. */
async function outcomeOf(bytes: Buffer, signal?: AbortSignal): Promise<Extraction | DocumentFault> {
  return extractBytes('made.pdf', bytes, { ocr: 'off', ...(signal && { signal }) }).catch((error: unknown) => {
    if (error instanceof DocumentFault) return error;
    throw error;
  });
}

/** The same numbers on every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function stream(number: number, dictionary: string, content: string): string {
  return `${number} 0 obj <<${dictionary}/Length ${content.length}>> stream\n${content}\nendstream endobj`;
}

describe('broken and hostile PDFs', () => {
  it('end in pages or a fault wherever they are cut', async () => {
    const whole = await readFixture('multi_page.pdf');
    for (const share of [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
      const outcome = await outcomeOf(whole.subarray(0, Math.floor(whole.length * share)));
      if (outcome instanceof DocumentFault) expect(outcome.code).toBe('CORRUPT_FILE');
      else expect(outcome.pages.length).toBeGreaterThan(0);
    }
  });

  it('keep what could be read before the break', async () => {
    const pages = [1, 2, 3].map((page) => `/Contents ${page + 100} 0 R/Resources<</Font<</F 3 0 R>>>>`);
    const objects = [1, 2, 3].map((page) => stream(page + 100, '', `BT /F 12 Tf 10 50 Td (Page ${page}) Tj ET`));
    const broken = buildPdf(pages, { objects }).toString('latin1').replace('12 0 obj', '99 0 obj');
    const outcome = await outcomeOf(Buffer.from(broken, 'latin1'));
    expect(outcome).toMatchObject({
      pages: [{ text: 'Page 1' }, { text: 'Page 2' }, { text: '' }],
      warnings: [{ code: 'PAGE_UNREADABLE', location: { page: 3 } }],
    });
  });

  it(`end in pages or a fault with bytes changed at random, ${VARIANTS} times`, async () => {
    const whole = await readFixture('s_세금계산서.pdf');
    for (let variant = 1; variant <= VARIANTS; variant += 1) {
      const random = seeded(variant);
      const bytes = Buffer.from(whole);
      for (let change = 0; change < 40; change += 1) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      expect(await outcomeOf(bytes)).toBeDefined();
    }
  });

  it('may have a tree of pages that goes in circles', async () => {
    const objects = ['100 0 obj <</Type/Pages/Kids[2 0 R 100 0 R]/Count 5/Parent 2 0 R>> endobj'];
    const circular = buildPdf([READABLE], { objects })
      .toString('latin1')
      .replace('/Kids[10 0 R]/Count 1', '/Kids[10 0 R 100 0 R]/Count 6');
    const outcome = await outcomeOf(Buffer.from(circular, 'latin1'));
    expect(outcome).toHaveProperty('pages.0.text', 'Readable text');
  });

  it.each([
    ['arrays within arrays', `100 0 obj ${'['.repeat(100_000)}${']'.repeat(100_000)} endobj`, '/Deep 100 0 R'],
    ['dictionaries within dictionaries', `100 0 obj ${'<</A '.repeat(50_000)}1${'>>'.repeat(50_000)} endobj`, ''],
  ])('may have %s without end', async (_, object, catalog) => {
    const outcome = await outcomeOf(buildPdf([READABLE], { objects: [object], catalog }));
    expect(outcome).toHaveProperty('pages.0.text', 'Readable text');
  });

  it('may draw forms within themselves', async () => {
    const form = '/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</X 100 0 R>>>>';
    const page = '/Contents 101 0 R/Resources<</Font<</F 3 0 R>>/XObject<</X 100 0 R>>>>';
    const objects = [stream(100, form, '/X Do'), stream(101, '', '/X Do BT /F 12 Tf 10 50 Td (Readable text) Tj ET')];
    expect(await outcomeOf(buildPdf([page], { objects }))).toMatchObject({ pages: [{ text: 'Readable text' }] });
  });

  it.each(['[0 0 1e9 1e9]', '[0 0 0 0]', '[5 5 -5 -5]', '[0 0 100000 1]', '[NaN 0 x 1]'])(
    'may be of any size: %s',
    async (box) => {
      const outcome = await outcomeOf(buildPdf([`${READABLE}/MediaBox${box}`]));
      expect(outcome).toHaveProperty('pages.length', 1);
    },
  );

  it('may have a hundred thousand objects on a page', async () => {
    const strokes = Array.from({ length: 100_000 }, (_, index) => `${index % 200} 0 m ${index % 200} 100 l S`);
    const page = '/Contents 100 0 R/Resources<</Font<</F 3 0 R>>>>';
    const content = `${strokes.join('\n')} BT /F 12 Tf 10 50 Td (Readable text) Tj ET`;
    const outcome = await outcomeOf(buildPdf([page], { objects: [stream(100, '', content)] }));
    expect(outcome).toMatchObject({
      pages: [{ text: 'Readable text' }],
      tables: [],
      warnings: [{ code: 'PAGE_NOT_DRAWN', location: { page: 1 } }],
    });
  });

  it('may say that they have more pages than they have', async () => {
    const lying = buildPdf([READABLE]).toString('latin1').replace('/Count 1', '/Count 1500');
    const outcome = await outcomeOf(Buffer.from(lying, 'latin1'));
    expect(outcome).toHaveProperty('pages.0.text', 'Readable text');
  });

  it('stop between pages when they are cancelled', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled by its owner');
    let seen = 0;
    const pages = Array.from({ length: 400 }, () => READABLE);
    const reading = extractBytes('made.pdf', buildPdf(pages), {
      signal: controller.signal,
      onProgress: ({ stage }) => {
        if (stage === 'read_pages') seen += 1;
        if (seen === 5) controller.abort(reason);
      },
    });
    await expect(reading).rejects.toBe(reason);
    expect(seen).toBeLessThan(10);
  });
});
