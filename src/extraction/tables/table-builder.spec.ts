import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parseRange } from '../excel/cell-reference.js';
import type { CellValue } from '../extraction.types.js';
import { columnLetters, Grid, type GridCell, type GridRow } from './grid.js';
import { TableBuilder, type TableDraft } from './table-builder.js';
import { planSheet } from './table-plan.js';
import { TableStore } from './table-store.js';
import { typeOfValue } from './value-type.js';

const folder = mkdtempSync(join(tmpdir(), 'tables-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function tablesOf(rows: CellValue[][], merges: string[] = []): TableDraft[] {
  const grid = new Grid();
  const gridRows = rows.map((values, index): GridRow => {
    const cells = values.flatMap((value, column): GridCell[] =>
      value === null ? [] : [{ column: column + 1, value, type: typeOfValue(value) }],
    );
    return { number: index + 1, cells };
  });
  for (const row of gridRows) grid.addRow(row);
  const store = new TableStore(folder);
  const ranges = merges.map(parseRange).filter((range) => range !== null);
  const tables = planSheet(grid, ranges).tables.map((plan) => new TableBuilder(plan, store.open()));
  for (const row of gridRows) for (const table of tables) table.add(row);
  return tables.map((table) => table.describe());
}

const _ = null;

describe('tables of a sheet', () => {
  it('takes the first row of words for the header', () => {
    const [table] = tablesOf([
      ['Item', 'Price'],
      ['Pen', 3],
    ]);
    expect(table).toMatchObject({ range: 'A1:B2', title: null, row_count: 1, rows: [['Pen', 3]] });
    expect(table?.columns.map(({ name }) => name)).toEqual(['Item', 'Price']);
  });

  it('takes lines above the header for the title', () => {
    const [table] = tablesOf([['Prices'], ['Item', 'Price', 'Stock'], ['Pen', 3, 5]]);
    expect(table).toMatchObject({ title: 'Prices', row_count: 1 });
  });

  it('takes a lone line above an empty row for the title', () => {
    const [table, ...others] = tablesOf([['Prices'], [_], ['Item', 'Price'], ['Pen', 3]]);
    expect(table).toMatchObject({ range: 'A3:B4', title: 'Prices' });
    expect(others).toEqual([]);
  });

  it('calls columns by their letters when there is no header', () => {
    const [table] = tablesOf([
      [1, 2],
      [3, 4],
    ]);
    expect(table?.columns.map(({ name }) => name)).toEqual(['A', 'B']);
    expect(table?.row_count).toBe(2);
  });

  it('does not take data above a row of words for a title', () => {
    const [table] = tablesOf([
      [1, 2],
      ['a', 'b'],
      [3, 4],
    ]);
    expect(table).toMatchObject({ title: null, row_count: 3 });
  });

  it('splits at empty rows and empty columns', () => {
    const tables = tablesOf([['A', 'B', _, 'C', 'D'], [1, 2, _, 3, 4], [_], ['E', 'F'], [5, 6]]);
    expect(tables.map(({ range }) => range)).toEqual(['A1:B2', 'D1:E2', 'A4:B5']);
  });

  it('keeps a table together whose rows go on after an empty one', () => {
    const tables = tablesOf([['Item', 'Price'], ['Pen', 3], ['Ink', 4], [_], ['Cap', 5]]);
    expect(tables).toEqual([expect.objectContaining({ range: 'A1:B5', row_count: 3 })]);
  });

  it('counts what is missing in a column', () => {
    const [table] = tablesOf([
      ['Item', 'Price'],
      ['Pen', _],
      ['Ink', 4],
    ]);
    expect(table?.columns[1]).toMatchObject({ null_count: 1, sum: 4 });
  });

  it('shows the first fifty rows and counts all', () => {
    const rows = Array.from({ length: 60 }, (_row, index) => [`Item ${index}`, index]);
    const [table] = tablesOf([['Item', 'Price'], ...rows]);
    expect(table?.row_count).toBe(60);
    expect(table?.rows).toHaveLength(50);
  });
});

describe('columnLetters', () => {
  it.each([
    [1, 'A'],
    [26, 'Z'],
    [27, 'AA'],
    [702, 'ZZ'],
    [703, 'AAA'],
    [16384, 'XFD'],
  ])('%i is %s', (column, letters) => {
    expect(columnLetters(column)).toBe(letters);
  });
});
