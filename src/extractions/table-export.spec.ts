import exceljs from 'exceljs';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { HOSTILE_VALUES } from '../../test/fixtures/reports/hostile-document.mjs';
import type { CellValue, ValueType } from '../extraction/extraction.types.js';
import { tableInMemory, type StoredTable } from './stored-table.js';
import { exportTable } from './table-export.js';

function aTable(columns: Record<string, ValueType>, rows: CellValue[][]): StoredTable {
  return tableInMemory(
    rows,
    Object.entries(columns).map(([name, type]) => ({ name, type })),
  );
}

const TYPES = { 품목: 'text', 단가: 'money', 일자: 'date', 판매: 'boolean' } as const;
const ROWS: CellValue[][] = [
  ['연필, "빨강"', 1200, '2026-01-05', true],
  ['잉크\n병', -300.5, null, false],
];

async function csvOf(table: StoredTable): Promise<string> {
  return (await buffer(exportTable(table, 'csv'))).toString();
}

async function sheetOf(table: StoredTable): Promise<exceljs.Worksheet> {
  const workbook = new exceljs.Workbook();
  const bytes = await buffer(exportTable(table, 'xlsx'));
  await workbook.xlsx.load(new Uint8Array(bytes).buffer);
  const sheet = workbook.worksheets[0];
  if (!sheet) throw new Error('The workbook has no sheet');
  return sheet;
}

describe('a table as CSV', () => {
  it('is RFC 4180 with the mark that Excel knows UTF-8 by', async () => {
    const csv = await csvOf(aTable(TYPES, ROWS));
    expect(csv).toBe(
      '\ufeff품목,단가,일자,판매\r\n"연필, ""빨강""",1200,2026-01-05,true\r\n"잉크\n병",-300.5,,false\r\n',
    );
    expect(parse(csv, { bom: true })).toHaveLength(3);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('never has a formula in it: %j', async (text) => {
    const [header, row] = parse(await csvOf(aTable({ [text]: 'text' }, [[text]])), { bom: true });
    expect([header, row]).toEqual([[`'${text}`], [`'${text}`]]);
  });

  it.each(HOSTILE_VALUES)('holds %s in its cell, never as a formula', async (_case, value) => {
    const table = parse(await csvOf(aTable({ [value]: 'text', b: 'text' }, [[value, 'b']])), { bom: true });
    expect(table.map(([, second]) => second)).toEqual(['b', 'b']);
    for (const [cell] of table) {
      expect([value.toWellFormed(), `'${value.toWellFormed()}`]).toContain(cell);
      expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }
  });

  it('leaves negative numbers as they are', async () => {
    expect(await csvOf(aTable({ a: 'integer' }, [[-5]]))).toBe('\ufeffa\r\n-5\r\n');
  });

  it('has its header when it has no rows', async () => {
    expect(await csvOf(aTable({ a: 'text' }, []))).toBe('\ufeffa\r\n');
  });
});

describe('a table as a workbook', () => {
  it('has real numbers, dates and truth values', async () => {
    const sheet = await sheetOf(aTable(TYPES, ROWS));
    expect(sheet.getRow(1).values).toEqual([undefined, '품목', '단가', '일자', '판매']);
    expect(sheet.getRow(2).values).toEqual([undefined, '연필, "빨강"', 1200, new Date('2026-01-05'), true]);
    expect(sheet.getCell('C2').numFmt).toBe('yyyy-mm-dd');
    expect(sheet.getCell('B3').value).toBe(-300.5);
  });

  it('has text for what only looks like a formula, and nothing that XML cannot carry', async () => {
    const sheet = await sheetOf(aTable({ a: 'text' }, [['=1+1'], ['a\u0001b']]));
    expect([sheet.getCell('A2').value, sheet.getCell('A3').value]).toEqual(['=1+1', 'ab']);
  });

  it.each(HOSTILE_VALUES)('holds %s as text, never a formula or a link', async (_case, value) => {
    const sheet = await sheetOf(aTable({ [value]: 'text', b: 'text' }, [[value, 'b']]));
    for (const address of ['A1', 'A2']) {
      expect([exceljs.ValueType.String, exceljs.ValueType.Null]).toContain(sheet.getCell(address).type);
    }
    expect(sheet.getCell('B2').value).toBe('b');
  });

  it('is whole however many rows it has', async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => [`row ${index}`, index]);
    const sheet = await sheetOf(aTable({ a: 'text', b: 'integer' }, rows));
    expect([sheet.rowCount, sheet.getCell('B3001').value]).toEqual([3_001, 2_999]);
  });
});

describe('a table as lines of JSON', () => {
  it('is its rows', async () => {
    const lines = (await buffer(exportTable(aTable(TYPES, ROWS), 'ndjson'))).toString().split('\n');
    expect(lines.slice(0, -1).map((line) => JSON.parse(line) as unknown)).toEqual(ROWS);
  });
});
