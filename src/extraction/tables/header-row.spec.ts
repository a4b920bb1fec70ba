import { describe, expect, it } from '@jest/globals';
import { parseRange } from '../excel/cell-reference.js';
import type { CellValue } from '../extraction.types.js';
import { Grid, type GridCell } from './grid.js';
import type { Header } from './header-row.js';
import { planSheet } from './table-plan.js';
import { typeOfValue } from './value-type.js';

const _ = null;

function headersOf(rows: CellValue[][], merges: string[] = []): (Header | null)[] {
  const grid = new Grid();
  for (const [index, values] of rows.entries()) {
    const cells = values.flatMap((value, column): GridCell[] =>
      value === null ? [] : [{ column: column + 1, value, type: typeOfValue(value) }],
    );
    grid.addRow({ number: index + 1, cells });
  }
  const ranges = merges.map(parseRange).filter((range) => range !== null);
  return planSheet(grid, ranges).tables.map(({ header }) => header);
}

/** Index of the header's first row, and how many rows it has. */
function headerOf(rows: CellValue[][], merges: string[] = []): [number, number] | null {
  const [header] = headersOf(rows, merges);
  return header ? [header.first, header.depth] : null;
}

const MONTHS = Array.from({ length: 12 }, (_month, index) => index + 1);

describe('a header that names columns by numbers', () => {
  it.each<[string, CellValue[][]]>([
    [
      'years',
      [
        ['매출', 2023, 2024],
        ['서울', 1200, 1350],
        ['부산', 700, 820],
      ],
    ],
    [
      'years from the last one',
      [
        ['구분', 2025, 2024, 2023],
        ['자산총계', 52_000, 48_000, 45_500],
        ['부채총계', 1, 2, 3],
      ],
    ],
    [
      'years below an empty corner',
      [
        [_, 2023, 2024],
        ['서울', 1200, 1350],
        ['부산', 700, 820],
      ],
    ],
    [
      'years between words',
      [
        ['코드', '품명', 2021, 2022, 2023, 2024],
        ['A01', '연필', 10, 12, 15, 11],
      ],
    ],
    [
      'years every five',
      [
        ['구분', 2015, 2020, 2025],
        ['인구', 51_015_000, 51_829_000, 51_684_000],
      ],
    ],
    [
      'years above shares',
      [
        ['증가율', 2023, 2024],
        ['서울', 0.12, 0.08],
      ],
    ],
    [
      'years above a line of words',
      [
        ['계정', 2023, 2024, 2025],
        ['Ⅰ. 유동자산', _, _, _],
        ['현금', 120, 130, 140],
      ],
    ],
    [
      'months',
      [
        ['지점', ...MONTHS],
        ['강남', ...MONTHS.map((month) => month * 110)],
      ],
    ],
    [
      'days',
      [
        ['구분', '2026-01-01', '2026-02-01', '2026-03-01'],
        ['방문', 52, 61, 58],
      ],
    ],
  ])('is seen by %s', (_case, rows) => {
    expect(headerOf(rows)).toEqual([0, 1]);
    expect(headerOf([['2026년 실적'], ...rows])).toEqual([1, 1]);
  });

  it.each<[string, CellValue[][]]>([
    [
      'numbers',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'a word and numbers',
      [
        ['연필', 1200, 300],
        ['잉크', 500, 20],
      ],
    ],
    [
      'a word and small numbers in a row',
      [
        ['연필', 1, 2],
        ['잉크', 3, 4],
      ],
    ],
    [
      'years in every row',
      [
        ['김철수', 1998, 1999],
        ['이영희', 2001, 2005],
      ],
    ],
    [
      'years that do not follow each other',
      [
        ['김철수', 1998, 2005, 2007],
        ['이영희', 12, 13, 14],
      ],
    ],
    [
      'days in every row',
      [
        ['설계', '2026-01-05', '2026-02-10'],
        ['시공', '2026-02-11', '2026-06-30'],
      ],
    ],
    [
      'a single number',
      [
        ['연필', 2000],
        ['잉크', 300],
      ],
    ],
    [
      'gaps',
      [
        ['연필', _, 2023, 2024],
        ['잉크', 3, 4, 5],
      ],
    ],
  ])('is none of %s', (_case, rows) => {
    expect(headerOf(rows)).toBeNull();
  });

  it('begins a table of its own below another of the same columns', () => {
    const table = (name: string): CellValue[][] => [
      [name, 2023, 2024],
      ['서울', 10, 12],
      ['부산', 7, 9],
    ];
    expect(headersOf([...table('매출'), [_], ...table('비용')])).toHaveLength(2);
  });
});

describe('a header of two rows, the lower one of numbers', () => {
  const sales: CellValue[][] = [
    ['구분', '매출', _, '영업이익', _],
    [_, 2023, 2024, 2023, 2024],
    ['서울', 1200, 1350, 110, 140],
    ['부산', 700, 820, 60, 75],
  ];
  const byMonth: CellValue[][] = [
    ['지점', '1분기', _, _, '2분기', _, _, '비고'],
    [_, 1, 2, 3, 4, 5, 6, _],
    ['강남', 11, 12, 13, 14, 15, 16, '신규'],
    ['분당', 21, 22, 23, 24, 25, 26, _],
  ];

  it.each<[string, CellValue[][], string[]]>([
    ['years below merged labels', sales, ['A1:A2', 'B1:C1', 'D1:E1']],
    ['years below labels that are not merged', sales, []],
    ['months below merged labels', byMonth, ['A1:A2', 'B1:D1', 'E1:G1', 'H1:H2']],
    ['months below labels that are not merged', byMonth, []],
    [
      'one merged label',
      [
        ['구분', '매출', _],
        [_, 2023, 2024],
        ['서울', 1200, 1350],
      ],
      ['A1:A2', 'B1:C1'],
    ],
    [
      'one label that is not merged',
      [
        ['구분', '매출', _],
        [_, 2023, 2024],
        ['서울', 1200, 1350],
      ],
      [],
    ],
    [
      'names of the first columns in the lower row',
      [
        [_, _, '매출', _, '비용', _],
        ['코드', '지점', 2023, 2024, 2023, 2024],
        ['A1', '서울', 10, 12, 4, 5],
      ],
      ['C1:D1', 'E1:F1'],
    ],
    [
      'one merged label above years',
      [
        [_, '매출', _],
        ['구분', 2023, 2024],
        ['서울', 10, 12],
      ],
      ['B1:C1'],
    ],
    [
      'years with a change in words',
      [
        ['구분', '매출', _, _],
        [_, 2023, 2024, '증감률'],
        ['서울', 1200, 1350, 0.125],
      ],
      ['A1:A2', 'B1:D1'],
    ],
    [
      'sizes below merged labels',
      [
        ['품목', '남', _, _, '여', _, _],
        [_, 95, 100, 105, 85, 90, 95],
        ['셔츠', 4, 8, 2, 5, 9, 1],
      ],
      ['A1:A2', 'B1:D1', 'E1:G1'],
    ],
    [
      'numbers without order below merged labels',
      [
        ['품목', '용량', _, _],
        [_, 500, 250, 1000],
        ['생수', 4, 8, 2],
      ],
      ['A1:A2', 'B1:D1'],
    ],
    [
      'years above months, both numbers',
      [
        ['구분', 2025, _, 2026, _],
        [_, 11, 12, 1, 2],
        ['서울', 5, 6, 7, 8],
      ],
      ['A1:A2', 'B1:C1', 'D1:E1'],
    ],
    [
      'days below years',
      [
        ['구분', 2025, _, 2026, _],
        [_, '2025-01-01', '2025-02-01', '2026-01-01', '2026-02-01'],
        ['서울', 5, 6, 7, 8],
      ],
      [],
    ],
  ])('is seen: %s', (_case, rows, merges) => {
    expect(headerOf(rows, merges)).toEqual([0, 2]);
  });

  it.each<[string, CellValue[][], string[]]>([
    [
      'a merged name above two columns of data',
      [
        ['품목', '금액', _],
        ['연필', 3, 5],
        ['잉크', 4, 6],
      ],
      ['B1:C1'],
    ],
    [
      'data that count, each row with its name',
      [
        ['품목', '금액', _],
        ['연필', 1, 2],
        ['잉크', 3, 4],
      ],
      ['B1:C1'],
    ],
    [
      'years in every row',
      [
        ['이름', '재직', _],
        ['김철수', 1998, 1999],
        ['이영희', 2001, 2005],
      ],
      ['B1:C1'],
    ],
  ])('is none: %s', (_case, rows, merges) => {
    expect(headerOf(rows, merges)).toEqual([0, 1]);
  });

  it.each<[string, CellValue[], string[]]>([
    ['a title merged over all columns', ['매출 현황', _, _], ['A1:C1']],
    ['a title', ['매출 현황', _, _], []],
    ['the unit', [_, _, '(단위: 천원)'], []],
    ['the unit merged over the years', [_, '(단위: 천원)', _], ['B1:C1']],
  ])('does not take %s above years for its upper row', (_case, line, merges) => {
    expect(headerOf([line, ['구분', 2023, 2024], ['서울', 10, 12]], merges)).toEqual([1, 1]);
  });

  it('does not take a title and a unit side by side for its upper row', () => {
    const names = ['구분', 2023, 2024, 2025, '비고'];
    expect(headerOf([['매출 현황', _, _, _, '(단위: 원)'], names, ['서울', 1, 5, 9, '-']])).toEqual([1, 1]);
  });
});
