import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fixture, DEFAULT_OPTIONS } from '../../../test/fixtures/extract-fixture.js';
import type { GridCell } from '../tables/grid.js';
import { TableStore } from '../tables/table-store.js';
import { TextCollector } from '../text-collector.js';
import { StageTrace } from '../stage-trace.js';
import { TesseractOcrEngine } from '../ocr/tesseract.ocr-engine.js';
import type { SheetLayout } from '../layout/layout.types.js';
import { displayedText } from './displayed-text.js';
import { readSpreadsheet } from './excel.reader.js';
import { SheetLayoutCollector } from './sheet-layout.js';

const folder = mkdtempSync(join(tmpdir(), 'layout-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function layoutsOf(name: string): Promise<SheetLayout[]> {
  const reading = await readSpreadsheet(fixture(name), {
    limits: DEFAULT_OPTIONS.limits,
    options: DEFAULT_OPTIONS,
    trace: new StageTrace(() => undefined),
    text: new TextCollector(1024),
    ocr: new TesseractOcrEngine(),
    outputDirectory: folder,
    tables: new TableStore(folder),
    warn: () => undefined,
  });
  return reading.sheetLayouts ?? [];
}

function cell(value: GridCell['value'], type: GridCell['type'] = 'text', format = ''): GridCell {
  return { column: 1, value, type, format };
}

describe('the text of a cell as a person reads it', () => {
  it.each([
    [cell(' Total '), 'Total'],
    [cell('2026-01-05'), '2026-01-05'],
    [cell(1234567.5), '1234567.5'],
    [cell(0.1 + 0.2), '0.3'],
    [cell(true), 'TRUE'],
    [cell(0.07, 'percent', '0.0%'), '7%'],
    [cell(1200, 'money', '#,##0"원"'), '1200원'],
    [cell(-1200, 'money', '_-"₩"* #,##0_-;-"₩"* #,##0_-'), '-₩1200'],
    [cell(9.5, 'money', '[$€-407]#,##0.00'), '€9.5'],
    [cell(9.5, 'money', '[$USD] #,##0.00'), 'USD9.5'],
    [cell(1200, 'money', '₩1,200'), '₩1200'],
  ])('%j', (given, text) => {
    expect(displayedText(given)).toBe(text);
  });
});

describe('the layout of a sheet', () => {
  it.each(['date.xlsx', 'date.xls'])('has the cells of %s with their address, text and value', async (name) => {
    const [layout] = await layoutsOf(name);
    expect(layout).toMatchObject({ sheet: 'Sheet1', hidden: false, truncated: false });
    expect(layout?.cells.slice(0, 2)).toEqual([
      { row: 1, column: 1, text: '2021-01-01', value: '2021-01-01' },
      { row: 1, column: 2, text: '15', value: 15 },
    ]);
  });

  it('is given of every sheet in the order of the workbook', async () => {
    const layouts = await layoutsOf('s_매출현황.xlsx');
    expect(layouts.map(({ sheet, hidden }) => [sheet, hidden])).toEqual([
      ['거래내역', false],
      ['요약', false],
      ['코드표', true],
    ]);
  });

  it('ends when the budget of the workbook is used up, and says so', () => {
    const budget = { characters: 8 };
    const [first, second] = [new SheetLayoutCollector(budget), new SheetLayoutCollector(budget)];
    first.add({ number: 1, cells: [cell('12345')] });
    second.add({ number: 1, cells: [cell('123'), cell('4')] });
    expect(first.layout('A', false)).toMatchObject({ truncated: false, cells: [{ text: '12345' }] });
    expect(second.layout('B', false)).toMatchObject({ truncated: true, cells: [{ text: '123' }] });
  });

  it('ends after twenty thousand cells of a sheet', () => {
    const collector = new SheetLayoutCollector({ characters: Infinity });
    for (let number = 1; number <= 20_001; number += 1) collector.add({ number, cells: [cell(number)] });
    const { cells, truncated } = collector.layout('A', false);
    expect([cells.length, truncated]).toEqual([20_000, true]);
  });
});
