import { describe, expect, it } from '@jest/globals';
import { anExtraction, aPage } from '../../test/factories.js';
import { MAX_SEARCHABLE_BYTES, toPassages } from './passages.js';

const SHEET = { hidden: false, row_count: 1, column_count: 1, tables: [] };

describe('passages', () => {
  it('stand on a page each', () => {
    const passages = toPassages(anExtraction({ pages: [aPage('one'), aPage('', 2), aPage('three', 3)] }));
    expect(passages.map(({ page, text }) => [page, text])).toEqual([
      [1, 'one'],
      [3, 'three'],
    ]);
  });

  it('stand on a sheet each', () => {
    const text = '거래내역\n가\t나\n\n다\n\n빈 시트\n\n요약\n합계\t3';
    const sheets = ['거래내역', '빈 시트', '요약'].map((name, index) => ({ ...SHEET, index, name }));
    expect(toPassages(anExtraction({ text, sheets })).map(({ sheet, text: own }) => [sheet, own])).toEqual([
      ['거래내역', '거래내역\n가\t나\n\n다'],
      ['빈 시트', '빈 시트'],
      ['요약', '요약\n합계\t3'],
    ]);
  });

  it('of a file that names no sheets are all of its only one', () => {
    const sheets = [{ ...SHEET, index: 0, name: 'stanley' }];
    expect(toPassages(anExtraction({ text: 'Team\nLeafs', sheets }))).toMatchObject([{ sheet: 'stanley' }]);
  });

  it('are cut between words', () => {
    const text = 'word '.repeat(3_000).trim();
    const passages = toPassages(anExtraction({ text }));
    expect(passages.length).toBeGreaterThan(2);
    expect(passages.map((passage) => passage.text).join(' ')).toBe(text);
  });

  it('end where an extraction’s text would', () => {
    const passages = toPassages(anExtraction({ pages: [aPage('가'.repeat(1_000_000))] }));
    const bytes = Buffer.byteLength(passages.map(({ text }) => text).join(''));
    expect(bytes).toBeLessThanOrEqual(MAX_SEARCHABLE_BYTES);
    expect(bytes).toBeGreaterThan(MAX_SEARCHABLE_BYTES - 20_000);
  });

  it('hold what barcodes say', () => {
    const barcodes = [{ format: 'QRCode', value: 'SPC0200', content: null, location: { page: 1 } }];
    expect(toPassages(anExtraction({ barcodes }))).toContainEqual({ page: 1, sheet: null, text: 'SPC0200' });
  });
});
