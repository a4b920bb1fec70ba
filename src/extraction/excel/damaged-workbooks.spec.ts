import { describe, expect, it, jest } from '@jest/globals';
import { buildWorkbook, numberCell, sheetData, textCell } from '../../../test/fixtures/build-package.js';
import { extractBytes, readFixture } from '../../../test/fixtures/extract-fixture.js';
import { DocumentFault } from '../../common/errors.js';

// Hundreds of files each.
jest.setTimeout(120_000);

const small = sheetData([
  [textCell('Item'), textCell('Price')],
  [textCell('Pen'), numberCell(3)],
]);

/** The same numbers in every run (Mulberry32), each from 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What became of a file: its faults are the only ones that an extraction may end in. */
async function outcomeOf(name: string, bytes: Buffer): Promise<'read' | 'refused'> {
  try {
    await extractBytes(name, bytes);
    return 'read';
  } catch (error) {
    if (error instanceof DocumentFault) return 'refused';
    throw error;
  }
}

/** Two thousand rows of a number and a text. */
function rowsData(): string {
  return sheetData(Array.from({ length: 2_000 }, (_, index) => [numberCell(index), textCell(`Row ${index}`)]));
}

const FILES = ['date.xlsx', 's_매출현황.xlsx', 'date.xls', 'any_sheets.xlsb', 'any_sheets.ods', 'stanley_cups.csv'];

describe('files that are damaged', () => {
  it.each(FILES)('ends in a fault or a result wherever bytes of %s are flipped', async (name) => {
    const whole = await readFixture(name);
    const random = randomNumbers(whole.length);
    for (let variant = 0; variant < 60; variant += 1) {
      const bytes = Buffer.from(whole);
      for (let flips = 0; flips <= variant % 8; flips += 1) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      expect(['read', 'refused']).toContain(await outcomeOf(name, bytes));
    }
  });

  it.each(FILES)('ends in a fault or a result wherever %s is cut off', async (name) => {
    const whole = await readFixture(name);
    for (let share = 0; share < 1; share += 0.04) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      expect(['read', 'refused']).toContain(await outcomeOf(name, cut));
    }
  });

  it('ends in a fault or a result wherever the XML of a sheet is damaged', async () => {
    const random = randomNumbers(7);
    for (let variant = 0; variant < 100; variant += 1) {
      const xml = Array.from(small);
      for (let flips = 0; flips <= variant % 5; flips += 1) {
        xml[Math.floor(random() * xml.length)] = '<>/"&c1'.charAt(Math.floor(random() * 7));
      }
      expect(['read', 'refused']).toContain(await outcomeOf('made.xlsx', buildWorkbook({ sheets: [xml.join('')] })));
    }
  });

  it('reads what is behind the damage with the tolerant reader, and says so', async () => {
    const sheets = [rowsData().replace('Row 1500</t>', 'Row <'), rowsData()];
    const { sheets: read, warnings } = await extractBytes('made.xlsx', buildWorkbook({ sheets }));
    expect(read.map(({ row_count: rows }) => rows)).toEqual([2_000, 2_000]);
    expect(warnings).toMatchObject([{ code: 'READ_TOLERANTLY' }]);
  });

  it('keeps the rows above the damage where nothing is behind it, and says so', async () => {
    const whole = rowsData();
    const sheets = [whole.slice(0, whole.indexOf('Row 1500<')), whole];
    const { sheets: read, warnings } = await extractBytes('made.xlsx', buildWorkbook({ sheets }));
    expect(read.map(({ row_count: rows }) => rows)).toEqual([1_500, 2_000]);
    expect(warnings).toMatchObject([{ code: 'SHEET_UNREADABLE', params: { sheet: 'S1' } }]);
  });

  it('reads rows that are out of order', async () => {
    const data = `<sheetData><row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>3</v></c></row><row r="1"><c r="A1" t="inlineStr"><is><t>Item</t></is></c><c r="B1" t="inlineStr"><is><t>Price</t></is></c></row></sheetData>`;
    const { tables, warnings } = await extractBytes('made.xlsx', buildWorkbook({ sheets: [data] }));
    expect(tables[0]).toMatchObject({ columns: [{ name: 'Item' }, { name: 'Price' }], rows: [[2, 3]] });
    expect(warnings).toMatchObject([{ code: 'READ_TOLERANTLY' }]);
  });
});
