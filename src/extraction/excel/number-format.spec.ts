import { describe, expect, it } from '@jest/globals';
import { buildWorkbook, numberCell, sheetData, textCell } from '../../../test/fixtures/build-package.js';
import { extractBytes } from '../../../test/fixtures/extract-fixture.js';

async function firstRows(bytes: Buffer): Promise<unknown[][] | undefined> {
  return (await extractBytes('made.xlsx', bytes)).tables[0]?.rows;
}

describe('numbers of a workbook', () => {
  it('knows money and shares by their format', async () => {
    const bytes = buildWorkbook({
      formats: ['#,##0"원"', '0.0%'],
      sheets: [
        sheetData([
          [textCell('Amount'), textCell('Share')],
          [numberCell(1200, 1), numberCell(0.5, 2)],
        ]),
      ],
    });
    const { tables } = await extractBytes('made.xlsx', bytes);
    expect(tables[0]?.columns).toMatchObject([{ type: 'money' }, { type: 'percent' }]);
  });

  it.each([
    ['1900', '', '2026-01-05', '2026-01-05T12:00:00'],
    ['1904', 'date1904="1"', '2030-01-06', '2030-01-06T12:00:00'],
    ['1904, said in words', 'date1904="true"', '2030-01-06', '2030-01-06T12:00:00'],
  ])('counts days from %s', async (_case, properties, day, noon) => {
    const formats = ['yyyy-mm-dd', 'yyyy"년" m"월" d"일" hh:mm', '[h]:mm', '[mm]', '[$-412]AM/PM h:mm'];
    const cells = [46027, 46027.5, 1.5, 0.5, 0.25].map((value, index) => numberCell(value, index + 1));
    const header = ['Day', 'Time', 'Span', 'Minutes', 'Clock'].map(textCell);
    const bytes = buildWorkbook({ formats, properties, sheets: [sheetData([header, cells])] });
    expect(await firstRows(bytes)).toEqual([[day, noon, '36:00:00', '12:00:00', '06:00:00']]);
  });

  it.each([
    ['"₩"#,##0', 'money'],
    ['#,##0"원"', 'money'],
    ['[$₩-412]#,##0', 'money'],
    ['_-"₩"* #,##0_-;-"₩"* #,##0_-', 'money'],
    ['0.0%', 'percent'],
    ['yyyy"년" m"월" d"일"', 'date'],
    ['[$-412]yyyy"년" m"월" d"일" dddd', 'date'],
    ['#,##0"개"', 'integer'],
  ])('knows by the format %s what a number is: %s', async (format, type) => {
    const data = sheetData([
      [textCell('Item'), textCell('Value')],
      [textCell('Pen'), numberCell(46027, 1)],
    ]);
    const { tables } = await extractBytes('made.xlsx', buildWorkbook({ formats: [format], sheets: [data] }));
    expect(tables[0]?.columns[1]?.type).toBe(type);
  });

  it.each([
    ['2026-01-05T00:00:00', '2026-01-05'],
    ['2026-01-05T09:30:00.123Z', '2026-01-05T09:30:00'],
    ['2026-01-05', '2026-01-05'],
    ['09:30:00', '09:30:00'],
  ])('reads the date %s that a cell spells out', async (written, read) => {
    const data = sheetData([
      [textCell('Day'), textCell('Count')],
      [`<c t="d"><v>${written}</v></c>`, numberCell(1)],
    ]);
    expect(await firstRows(buildWorkbook({ sheets: [data] }))).toEqual([[read, 1]]);
  });

  it.each([
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [2_958_465, '9999-12-31'],
    [2_958_466, 2_958_466],
    [-1, -1],
  ])('reads the day %d of the calendar as Excel shows it', async (day, read) => {
    const data = sheetData([
      [textCell('Day'), textCell('Count')],
      [numberCell(day, 1), numberCell(1)],
    ]);
    expect(await firstRows(buildWorkbook({ formats: ['yyyy-mm-dd'], sheets: [data] }))).toEqual([[read, 1]]);
  });

  it.each([
    ['mm:ss.0', 0.0123456, '00:17:47'],
    ['[$-412]AM/PM h:mm', 0.75, '18:00:00'],
    ['h"시" mm"분"', 0.55, '13:12:00'],
    ['[ss]', 0.001, '00:01:26'],
    ['[h]:mm', -0.5, '-12:00:00'],
    ['[h]:mm:ss', 3.5, '84:00:00'],
  ])('reads by the format %s the number %d as the time %s', async (format, value, read) => {
    const data = sheetData([
      [textCell('Time'), textCell('Count')],
      [numberCell(value, 1), numberCell(1)],
    ]);
    expect(await firstRows(buildWorkbook({ formats: [format], sheets: [data] }))).toEqual([[read, 1]]);
  });

  it.each([
    ['General', 46027],
    ['0.00E+00', 46027],
    ['#,##0"d"', 46027],
    ['[Red]0', 46027],
    ['ggge"年"m"月"d"日"', '2026-01-05'],
    ['mmmm', '2026-01-05'],
    ['yyyy년 m월 d일', '2026-01-05'],
    ['m"월"', '2026-01-05'],
    ['[$-412]aaaa', '2026-01-05'],
    ['aaa', '2026-01-05'],
    ['0"월"', 46027],
    ['000-0000-0000', 46027],
    ['[DBNum4][$-412]General', 46027],
    ['[$-412]yyyy"년" m"월" d"일" dddd', '2026-01-05'],
    ['yy\\/mm\\/dd', '2026-01-05'],
  ])('knows whether %s is a date', async (format, read) => {
    const data = sheetData([
      [textCell('Day'), textCell('Count')],
      [numberCell(46027, 1), numberCell(1)],
    ]);
    expect(await firstRows(buildWorkbook({ formats: [format], sheets: [data] }))).toEqual([[read, 1]]);
  });
});
