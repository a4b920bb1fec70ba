import { describe, expect, it } from '@jest/globals';
import type { FoundTable } from '../layout/found-table.js';
import { describeTables, joinOverPages } from './printed-tables.js';

const HEIGHT = 800;

function table(rows: string[][], top: number, bottom: number, given: Partial<FoundTable> = {}): FoundTable {
  return { bbox: [40, top, 500, bottom], rows, words: [], by: 'ruled', title: null, ...given };
}

const HEADER = ['Item', 'Price'];
const FIRST = table([HEADER, ['Pen', '3']], 600, 780);

describe('tables of pages', () => {
  it('types and describes the columns of what is printed', () => {
    const [described] = describeTables([{ ...table([HEADER, ['Pen', '€ 3,50'], ['Ink', '€ 4,00']], 10, 50), page: 2 }]);
    expect(described?.table).toMatchObject({
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

  it('gives all rows beside the first 50', () => {
    const rows = [HEADER, ...Array.from({ length: 60 }, (_, index) => [`Item ${index}`, String(index)])];
    const [described] = describeTables([{ ...table(rows, 10, 50), page: 1 }]);
    expect([described?.table.row_count, described?.table.rows.length, described?.rows.length]).toEqual([60, 50, 60]);
  });

  it('calls columns by their letters when no row of words stands above', () => {
    const [described] = describeTables([
      {
        ...table(
          [
            ['1', '2'],
            ['3', '4'],
          ],
          10,
          50,
        ),
        page: 1,
      },
    ]);
    expect(described?.table.columns.map(({ name }) => name)).toEqual(['A', 'B']);
  });

  it('goes on with a table on the next page without its repeated header', () => {
    const next = table([HEADER, ['Ink', '4']], 40, 100);
    const joined = joinOverPages([
      { page: 1, height: HEIGHT, tables: [FIRST] },
      { page: 2, height: HEIGHT, tables: [next] },
    ]);
    expect(joined).toMatchObject([{ page: 1, rows: [HEADER, ['Pen', '3'], ['Ink', '4']] }]);
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
