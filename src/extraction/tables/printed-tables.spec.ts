import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundTable } from '../layout/found-table.js';
import { describeTables, joinOverPages, type PageTable } from './printed-tables.js';
import { TableStore } from './table-store.js';

const HEIGHT = 800;

function table(rows: string[][], top: number, bottom: number, given: Partial<FoundTable> = {}): FoundTable {
  const bbox: FoundTable['bbox'] = [40, top, 500, bottom];
  const cells = rows.flatMap((row, index) =>
    row.map((_, column) => ({ row: index, column, rowSpan: 1, columnSpan: 1, bbox })),
  );
  return { bbox, rows, cells, words: [], by: 'ruled', confidence: 1, title: null, ...given };
}

function onPage(found: FoundTable, page: number): PageTable {
  return { ...found, cells: found.cells.map((cell) => ({ ...cell, page })), page };
}

const HEADER = ['Item', 'Price'];
const FIRST = table([HEADER, ['Pen', '3']], 600, 780);

describe('tables of pages', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'printed-tables-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('types and describes the columns of what is printed', () => {
    const found = onPage(table([HEADER, ['Pen', '€ 3,50'], ['Ink', '€ 4,00']], 10, 50), 2);
    const [described] = describeTables([found], new TableStore(directory));
    expect(described).toMatchObject({
      id: 't1',
      location: { page: 2, bbox: [40, 10, 500, 50] },
      row_count: 2,
      rows: [
        ['Pen', 3.5],
        ['Ink', 4],
      ],
      columns: [
        { name: 'Item', type: 'text' },
        { name: 'Price', type: 'money', sum: 7.5 },
      ],
    });
  });

  it('names columns by both rows of a header whose upper labels are merged over the lower ones', () => {
    const rows = [
      ['Branch', 'Sales', '', 'Staff'],
      ['', 'Goods', 'Services', ''],
      ['Seoul', '831', '914', '7'],
      ['Busan', '402', '388', '4'],
    ];
    const plain = table(rows, 10, 90);
    const spans: Record<string, { rowSpan?: number; columnSpan?: number }> = {
      '0:0': { rowSpan: 2 },
      '0:1': { columnSpan: 2 },
      '0:3': { rowSpan: 2 },
    };
    const cells = plain.cells
      .filter(({ row, column }) => row > 1 || (rows[row]?.[column] ?? '') !== '')
      .map((cell) => ({ ...cell, ...spans[`${cell.row}:${cell.column}`] }));
    const [described] = describeTables([onPage({ ...plain, cells }, 1)], new TableStore(directory));
    expect(described).toMatchObject({
      row_count: 2,
      rows: [
        ['Seoul', 831, 914, 7],
        ['Busan', 402, 388, 4],
      ],
      columns: [
        { name: 'Branch', type: 'text' },
        { name: 'Sales Goods', type: 'integer' },
        { name: 'Sales Services', type: 'integer' },
        { name: 'Staff', type: 'integer' },
      ],
    });
    // Rows of the header come before row 0, which is the first of the data.
    expect(described?.cells?.slice(0, 5).map(({ row, column }) => [row, column])).toEqual([
      [-2, 0],
      [-2, 1],
      [-2, 3],
      [-1, 1],
      [-1, 2],
    ]);
  });

  it('goes on with a table on the next page without its repeated header', () => {
    const next = table([HEADER, ['Ink', '4']], 40, 100);
    const joined = joinOverPages([
      { page: 1, height: HEIGHT, tables: [FIRST] },
      { page: 2, height: HEIGHT, tables: [next] },
    ]);
    expect(joined).toMatchObject([{ page: 1, rows: [HEADER, ['Pen', '3'], ['Ink', '4']] }]);
  });

  it('leaves out all rows of a repeated header, but no figures that merely say the same', () => {
    const header = [HEADER, ['by colour', 'pieces']];
    const first = table([...header, ['Pen', '3'], ['Ink', '4']], 700, 780);
    const joined = joinOverPages([
      { page: 1, height: HEIGHT, tables: [first] },
      { page: 2, height: HEIGHT, tables: [table([...header, ['Pen', '3'], ['Cup', '5']], 40, 100)] },
    ]);
    expect(joined).toMatchObject([{ rows: [...header, ['Pen', '3'], ['Ink', '4'], ['Pen', '3'], ['Cup', '5']] }]);
  });

  it('says where every cell stands, those of a continued table on their own page', () => {
    const next = table([HEADER, ['Ink', '4']], 40, 100);
    const joined = joinOverPages([
      { page: 1, height: HEIGHT, tables: [FIRST] },
      { page: 2, height: HEIGHT, tables: [next] },
    ]);
    const [described] = describeTables(joined, new TableStore(directory));
    expect(described?.cells).toEqual([
      { row: -1, column: 0, page: 1, bbox: FIRST.bbox },
      { row: -1, column: 1, page: 1, bbox: FIRST.bbox },
      { row: 0, column: 0, page: 1, bbox: FIRST.bbox },
      { row: 0, column: 1, page: 1, bbox: FIRST.bbox },
      { row: 1, column: 0, page: 2, bbox: next.bbox },
      { row: 1, column: 1, page: 2, bbox: next.bbox },
    ]);
  });

  it('is as certain as the less certain of its parts', () => {
    const pages = [
      { page: 1, height: HEIGHT, tables: [FIRST] },
      { page: 2, height: HEIGHT, tables: [table([HEADER, ['Ink', '4']], 40, 100, { confidence: 0.5 })] },
    ];
    expect(describeTables(joinOverPages(pages), new TableStore(directory))).toMatchObject([{ confidence: 0.5 }]);
  });

  it('tells places of the rows that are shown, not of all', () => {
    const long = table([HEADER, ...Array.from({ length: 80 }, (_, index) => ['Pen', String(index)])], 10, 700);
    const [described] = describeTables([onPage(long, 1)], new TableStore(directory));
    expect(described?.cells?.at(-1)).toMatchObject({ row: 49, column: 1 });
  });

  it.each([
    ['it has other columns', table([['Ink', '4', '5']], 40, 100), 2],
    ['it stands elsewhere', table([['Ink', '4']], 40, 100, { bbox: [140, 40, 600, 100] }), 2],
    ['it has a title of its own', table([['Ink', '4']], 40, 100, { title: 'Another' }), 2],
    ['a page lies between', table([['Ink', '4']], 40, 100), 3],
    ['it begins far below', table([['Ink', '4']], 400, 500), 2],
  ])('does not when %s', (_, next, page) => {
    const pages = [
      { page: 1, height: HEIGHT, tables: [FIRST] },
      { page, height: HEIGHT, tables: [next] },
    ];
    expect(joinOverPages(pages)).toHaveLength(2);
  });
});
