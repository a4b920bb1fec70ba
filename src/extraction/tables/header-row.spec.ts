import { describe, expect, it } from '@jest/globals';
import { parseRange } from '../excel/cell-reference.js';
import { Grid, type GridCell, type GridRow } from './grid.js';
import type { Header } from './header-row.js';
import { planSheet } from './table-plan.js';
import { typeOfValue } from './value-type.js';

/** A row written as `구분|2023||2024`: numbers are numbers, nothing between two bars is an empty cell. */
function toRow(line: string, index: number): GridRow {
  const cells = line.split('|').flatMap((text, column): GridCell[] => {
    if (text === '') return [];
    const value = Number.isNaN(Number(text)) ? text : Number(text);
    return [{ column: column + 1, value, type: typeOfValue(value) }];
  });
  return { number: index + 1, cells };
}

function headersOf(lines: string[], merges: string[] = []): (Header | null)[] {
  const grid = new Grid();
  for (const row of lines.map(toRow)) grid.addRow(row);
  const ranges = merges.map(parseRange).filter((range) => range !== null);
  return planSheet(grid, ranges).tables.map(({ header }) => header);
}

/** Index of the header's first row, and how many rows it has. */
function headerOf(lines: string[], merges: string[] = []): [number, number] | null {
  const [header] = headersOf(lines, merges);
  return header ? [header.first, header.depth] : null;
}

describe('a header that names columns by numbers', () => {
  it.each<[string, string[]]>([
    ['years', ['매출|2023|2024', '서울|1200|1350', '부산|700|820']],
    ['years from the last one', ['구분|2025|2024|2023', '자산총계|52000|48000|45500', '부채총계|1|2|3']],
    ['years below an empty corner', ['|2023|2024', '서울|1200|1350', '부산|700|820']],
    ['years above rows with numbers', ['|2023|2024', '1|1200|1350', '2|700|820']],
    ['years between words', ['코드|품명|2021|2022|2023|2024', 'A01|연필|10|12|15|11']],
    ['years every five', ['구분|2015|2020|2025', '인구|51015000|51829000|51684000']],
    ['years above shares', ['증가율|2023|2024', '서울|0.12|0.08']],
    ['years above a line of words', ['계정|2023|2024|2025', 'Ⅰ. 유동자산|||', '현금|120|130|140']],
    ['months', ['지점|1|2|3|4|5|6|7|8|9|10|11|12', '강남|51|52|50|47|60|61|58|57|52|50|49|63']],
    ['days', ['구분|2026-01-01|2026-02-01|2026-03-01', '방문|52|61|58']],
  ])('is seen by %s', (_case, lines) => {
    expect(headerOf(lines)).toEqual([0, 1]);
    expect(headerOf(['2026년 실적', ...lines])).toEqual([1, 1]);
  });

  it.each<[string, string[]]>([
    ['numbers', ['1|2', '3|4']],
    ['a word and numbers', ['연필|1200|300', '잉크|500|20']],
    ['a word and small numbers in a row', ['연필|1|2', '잉크|3|4']],
    ['a row that counts but not from one', ['연필|3|4|5|6|7|8', '잉크|1|9|2|2|5|3']],
    ['years in every row', ['김철수|1998|1999', '이영희|2001|2005']],
    ['years that do not follow each other', ['김철수|1998|2005|2007', '이영희|12|13|14']],
    ['numbers that are no years', ['연필|2990|2991', '잉크|3|4']],
    ['days in every row', ['설계|2026-01-05|2026-02-10', '시공|2026-02-11|2026-06-30']],
    ['days in no order', ['설계|2026-02-05|2026-01-10|2026-03-01', '비용|3|4|5']],
    ['a single number', ['연필|2000', '잉크|300']],
    ['gaps', ['연필||2023|2024', '잉크|3|4|5']],
    ['years alone', ['2023|2024|2025', '10|12|15']],
  ])('is none of %s', (_case, lines) => {
    expect(headerOf(lines)).toBeNull();
  });

  it('begins a table of its own below another of the same columns', () => {
    const table = (name: string): string[] => [`${name}|2023|2024`, '서울|10|12', '부산|7|9'];
    expect(headersOf([...table('매출'), '', ...table('비용')])).toHaveLength(2);
  });
});

describe('a header of two rows, the lower one of numbers', () => {
  const sales = ['구분|매출||영업이익|', '|2023|2024|2023|2024', '서울|1200|1350|110|140', '부산|700|820|60|75'];
  const byMonth = [
    '지점|1분기|||2분기|||비고',
    '|1|2|3|4|5|6|',
    '강남|11|12|13|14|15|16|신규',
    '분당|21|22|23|24|25|26|',
  ];
  const one = ['구분|매출|', '|2023|2024', '서울|1200|1350'];
  const days = ['구분|2025||2026|', '|2025-11-01|2025-12-01|2026-01-01|2026-02-01', '서울|5|6|7|8'];

  it.each<[string, string[], string[]]>([
    ['years below merged labels', sales, ['A1:A2', 'B1:C1', 'D1:E1']],
    ['years below labels that are not merged', sales, []],
    ['months below merged labels', byMonth, ['A1:A2', 'B1:D1', 'E1:G1', 'H1:H2']],
    ['months below labels that are not merged', byMonth.map((line) => line.replace(/\|(비고|신규)?$/, '')), []],
    ['one merged label', one, ['A1:A2', 'B1:C1']],
    ['one label that is not merged', one, []],
    ['merged labels over years', ['|매출|', '구분|2023|2024', '서울|10|12'], ['B1:C1']],
    ['days below years', days, []],
    ['years above months', ['구분|2025||2026|', '|11|12|1|2', '서울|5|6|7|8'], ['A1:A2', 'B1:C1', 'D1:E1']],
    ['years with a change', ['구분|매출||', '|2023|2024|증감률', '서울|1200|1350|0.125'], ['A1:A2', 'B1:D1']],
    ['sizes', ['품목|남|||여||', '|95|100|105|85|90|95', '셔츠|4|8|2|5|9|1'], ['A1:A2', 'B1:D1', 'E1:G1']],
    ['numbers without order', ['품목|용량||', '|500|250|1000', '생수|4|8|2'], ['A1:A2', 'B1:D1']],
    [
      'names of the first columns in the lower row',
      ['||매출||비용|', '코드|지점|2023|2024|2023|2024', 'A1|서울|10|12|4|5'],
      ['C1:D1', 'E1:F1'],
    ],
  ])('is seen: %s', (_case, lines, merges) => {
    expect(headerOf(lines, merges)).toEqual([0, 2]);
  });

  it.each<[string, string[], string[]]>([
    ['a merged name above two columns of data', ['품목|금액|', '연필|3|5', '잉크|4|6'], ['B1:C1']],
    ['data that count, each row with its name', ['품목|금액|', '연필|1|2', '잉크|3|4'], ['B1:C1']],
    ['years in every row', ['이름|재직|', '김철수|1998|1999', '이영희|2001|2005'], ['B1:C1']],
    ['the same number twice below a merged name', ['품목|금액|', '|3|3', '잉크|4|6'], ['A1:A2', 'B1:C1']],
    ['numbers below a name that is not merged', ['품목|금액|', '|3|5', '잉크|4|6'], []],
    ['numbers below a label of one column', ['품목|금액||수량', '|2023|2024|7', '잉크|4|6|9'], ['B1:C1']],
    ['a first row of data without its name', ['품목|금액|', '|3|5', '|4|6'], ['B1:C1']],
  ])('is none: %s', (_case, lines, merges) => {
    expect(headerOf(lines, merges)).toEqual([0, 1]);
  });

  it.each<[string, string, string[]]>([
    ['a title merged over all columns', '매출 현황||', ['A1:C1']],
    ['a title', '매출 현황||', []],
    ['the unit', '||(단위: 천원)', []],
    ['the unit merged over the years', '|(단위: 천원)|', ['B1:C1']],
  ])('does not take %s above years for its upper row', (_case, line, merges) => {
    expect(headerOf([line, '구분|2023|2024', '서울|10|12'], merges)).toEqual([1, 1]);
  });

  it('does not take a title and a unit side by side for its upper row', () => {
    expect(headerOf(['매출 현황||||(단위: 원)', '구분|2023|2024|2025|비고', '서울|1|5|9|-'])).toEqual([1, 1]);
  });
});
