import { randomBytes } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { buildWorkbook, buildZip, numberCell, sheetData, textCell } from '../../../test/fixtures/build-package.js';
import { extractBytes, extractFixture, readFixture } from '../../../test/fixtures/extract-fixture.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

const MEBIBYTE = 1024 * 1024;
/** More than is held whole, so that the streaming reader has to do it. */
const MANY_ROWS = 160_000;

async function firstRows(bytes: Buffer): Promise<unknown[][] | undefined> {
  return (await extractBytes('made.xlsx', bytes)).tables[0]?.rows;
}

describe('reading workbooks', () => {
  it('keeps the order of sheets and says which are hidden', async () => {
    const { sheets } = await extractFixture('s_매출현황.xlsx');
    expect(sheets.map(({ index, name, hidden }) => ({ index, name, hidden }))).toEqual([
      { index: 0, name: '거래내역', hidden: false },
      { index: 1, name: '요약', hidden: false },
      { index: 2, name: '코드표', hidden: true },
    ]);
  });

  it('describes the columns of a table below its titles', async () => {
    const { tables } = await extractFixture('s_매출현황.xlsx');
    expect(tables[0]).toMatchObject({ location: { sheet: '거래내역', range: 'A4:F44' }, row_count: 40 });
    expect(tables[0]?.title).toContain('거래처별 매출 현황');
    expect(tables[0]?.columns.slice(0, 4)).toMatchObject([
      { name: '일자', type: 'date', null_count: 0, min: '2026-01-01' },
      { name: '거래처', type: 'text' },
      { name: '품목', type: 'text' },
      { name: '수량', type: 'integer', min: 1, max: 20 },
    ]);
  });

  it('links tables to their sheet', async () => {
    const { sheets, tables } = await extractFixture('xlsx_01.xlsx');
    expect(sheets[0]).toMatchObject({ name: 'Sheet1', row_count: 7, column_count: 3 });
    expect(sheets.flatMap((sheet) => sheet.tables)).toEqual(tables.map(({ id }) => id));
    expect(tables.length).toBeGreaterThanOrEqual(4);
  });

  it('reads workbooks with macros', async () => {
    const { sheets, tables } = await extractFixture('xlsx_02_sample_sales_data.xlsm');
    expect(sheets).toMatchObject([{ name: 'SalesData', row_count: 21, column_count: 4 }]);
    expect(tables[0]?.columns).toMatchObject([{}, { name: 'Date', type: 'date', null_count: 0 }, {}, {}]);
  });

  it('writes dates without time as dates and durations as hours', async () => {
    const { text } = await extractFixture('date.xlsx');
    expect(text).toBe('Sheet1\n2021-01-01\t15\n2021-01-02\t16\n255:10:10\t17');
  });

  it('finds the header below a title', async () => {
    const { tables } = await extractFixture('xlsx_05_table_with_title.xlsx');
    expect(tables).toMatchObject([
      {
        title: 'Number of freshwater ducks per year',
        columns: [
          { name: 'Year', type: 'integer' },
          { name: 'Freshwater Ducks', type: 'integer' },
        ],
      },
    ]);
  });

  it('reads the properties of the workbook', async () => {
    const { metadata } = await extractFixture('xlsx_05_table_with_title.xlsx');
    expect(metadata).toMatchObject({ title: 'Wild Duck Observations', created_at: expect.stringMatching(/Z$/) });
  });

  it('reads every kind of cell', async () => {
    const bytes = buildWorkbook({
      formats: ['yyyy-mm-dd hh:mm', '0.0%', '#,##0"원"', '[h]:mm', 'hh:mm'],
      sheets: [
        sheetData([
          [textCell('Text'), textCell('Boolean'), textCell('Error'), textCell('Rich')],
          [
            textCell('a & b'),
            '<c t="b"><v>1</v></c>',
            '<c t="e"><v>#DIV/0!</v></c>',
            '<c t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c>',
          ],
          [numberCell(46027.5, 1), numberCell(0.5, 2), numberCell(1200, 3), numberCell(1.5, 4)],
          [
            numberCell(0.25, 5),
            '<c t="b"><f>1=1</f><v>1</v></c>',
            '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            '<c t="str"><f>"x"</f><v>x</v></c>',
          ],
        ]),
      ],
    });
    expect(await firstRows(bytes)).toEqual([
      ['a & b', true, '#DIV/0!', 'rich'],
      ['2026-01-05T12:00:00', 0.5, 1200, '36:00:00'],
      ['06:00:00', true, '#DIV/0!', 'x'],
    ]);
  });

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

  it('notes a sheet that is a chart', async () => {
    const sheets = [sheetData([[textCell('Item')], [textCell('Pen')]]), '<drawing/>'];
    const { warnings, sheets: read } = await extractBytes('made.xlsx', buildWorkbook({ sheets, charts: [2] }));
    expect(read.map(({ name }) => name)).toEqual(['S1']);
    expect(warnings).toEqual([{ code: 'CHART_SHEET', message: 'Sheet S2 is a chart and has no cells' }]);
  });

  it('warns of formulas without a stored result', async () => {
    const { warnings } = await extractFixture('s_매출현황.xlsx');
    expect(warnings[0]).toEqual({
      code: 'FORMULA_WITHOUT_RESULT',
      message: 'The formula in F5 has no stored result',
      location: { sheet: '거래내역', cell: 'F5' },
    });
    expect(warnings.at(-1)).toMatchObject({ code: 'MORE_FORMULAS_WITHOUT_RESULT' });
  });

  it('counts a merged cell once', async () => {
    const data = sheetData([[textCell('Both'), textCell('Other')], [numberCell(7)], [numberCell(8)]]);
    const bytes = buildWorkbook({ sheets: [`${data}<mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>`] });
    expect(await firstRows(bytes)).toEqual([
      [7, null],
      [8, null],
    ]);
  });

  it('streams large workbooks to the same result', async () => {
    const rows = Array.from({ length: MANY_ROWS }, (_, index) => [numberCell(index), numberCell(46027, 1)]);
    const data = sheetData([[textCell('Count'), textCell('Day')], ...rows]);
    const {
      sheets,
      tables,
      warnings,
      text_truncated: truncated,
    } = await extractBytes(
      'made.xlsx',
      buildWorkbook({ formats: ['yyyy-mm-dd'], sheets: [data, sheetData([[textCell('second')]])] }),
    );
    expect(sheets).toMatchObject([
      { name: 'S1', row_count: MANY_ROWS + 1 },
      { name: 'S2', row_count: 1 },
    ]);
    expect(tables[0]?.columns).toMatchObject([
      { name: 'Count', type: 'integer', max: MANY_ROWS - 1, null_count: 0 },
      { name: 'Day', type: 'date', min: '2026-01-05' },
    ]);
    const distinct = tables[0]?.columns[0]?.distinct_count ?? 0;
    expect(Math.abs(distinct - MANY_ROWS)).toBeLessThan(MANY_ROWS * 0.03);
    expect(warnings[0]).toMatchObject({ code: 'DISTINCT_ESTIMATED', location: { sheet: 'S1' } });
    expect(truncated).toBe(true);
  });
});

describe('hostile workbooks', () => {
  const small = sheetData([
    [textCell('Item'), textCell('Price')],
    [textCell('Pen'), numberCell(3)],
  ]);

  it('reads a sheet that is merged as a whole', async () => {
    const merged = `${small}<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>`;
    expect(await firstRows(buildWorkbook({ sheets: [merged] }))).toEqual([['Pen', 3]]);
  });

  it('reads a workbook with a name for a whole sheet', async () => {
    const workbook = '<definedNames><definedName name="all">S1!$A$1:$XFD$1048576</definedName></definedNames>';
    expect(await firstRows(buildWorkbook({ sheets: [small], workbook }))).toEqual([['Pen', 3]]);
  });

  it('reads a sheet with a column definition far beyond its last column', async () => {
    const columns = `<cols><col min="1" max="2000000000"/></cols>${small}`;
    expect(await firstRows(buildWorkbook({ sheets: [columns] }))).toEqual([['Pen', 3]]);
  });

  it('takes NUL out of text', async () => {
    const bytes = buildWorkbook({ sheets: [sheetData([[textCell('a_x0000_b')]])] });
    expect((await extractBytes('made.xlsx', bytes)).text).toBe('S1\nab');
  });

  it('says that an encrypted workbook is encrypted', async () => {
    await expect(extractFixture('pass_protected.xlsx')).rejects.toMatchObject({
      code: 'ENCRYPTED_FILE',
      key: 'failure.encrypted',
    });
  });

  it.each([0.3, 0.95])('says that a workbook cut at %d of its length is broken', async (share) => {
    const whole = await readFixture('xlsx_01.xlsx');
    const cut = whole.subarray(0, whole.length * share);
    await expect(extractBytes('cut.xlsx', cut)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('says that a workbook with damaged contents is broken', async () => {
    const bytes = buildWorkbook({ sheets: [small] });
    const data = bytes.indexOf('sheet1.xml') + 'sheet1.xml'.length;
    bytes.fill(0xff, data, data + 40);
    await expect(extractBytes('damaged.xlsx', bytes)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('says that a zip without a workbook is broken', async () => {
    const bytes = buildZip({ 'readme.txt': 'no workbook' });
    await expect(extractBytes('other.xlsx', bytes)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('refuses a file that unpacks to far more than its size', async () => {
    const bytes = buildZip({ 'xl/workbook.xml': '<workbook/>', 'xl/media/bomb.bin': Buffer.alloc(64 * MEBIBYTE) });
    await expect(extractBytes('bomb.xlsx', bytes)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_ratio',
      params: { limit: 200 },
    });
  });

  it('refuses a file that unpacks to too much', async () => {
    const bytes = buildZip({ 'xl/workbook.xml': '<workbook/>', 'xl/media/big.bin': randomBytes(MEBIBYTE) });
    const limits = { maxDecompressedBytes: MEBIBYTE };
    await expect(extractBytes('big.xlsx', bytes, { limits })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_unpacked',
    });
  });

  it('does not believe a directory that understates what is packed', async () => {
    const bytes = buildZip({ 'xl/workbook.xml': '<workbook/>', 'xl/media/bomb.bin': Buffer.alloc(64 * MEBIBYTE) });
    const directory = bytes.lastIndexOf('PK\x01\x02');
    bytes.writeUInt32LE(1000, directory + 24);
    await expect(extractBytes('liar.xlsx', bytes)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('refuses a workbook with too many cells', async () => {
    await expect(extractFixture('xlsx_01.xlsx', { limits: { maxCells: 100 } })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_cells',
      params: { limit: 100 },
    });
  });
});
