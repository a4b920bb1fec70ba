import { describe, expect, it, jest } from '@jest/globals';
import { buildWorkbook, numberCell, sheetData, textCell } from '../../../test/fixtures/build-package.js';
import { extractBytes, extractFixture } from '../../../test/fixtures/extract-fixture.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

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

  it('notes a sheet that is a chart', async () => {
    const sheets = [sheetData([[textCell('Item')], [textCell('Pen')]]), '<drawing/>'];
    const { warnings, sheets: read } = await extractBytes('made.xlsx', buildWorkbook({ sheets, charts: [2] }));
    expect(read.map(({ name }) => name)).toEqual(['S1']);
    expect(warnings).toMatchObject([{ code: 'CHART_SHEET', message: 'Sheet S2 is a chart and has no cells' }]);
  });

  it('warns of formulas without a stored result', async () => {
    const { warnings } = await extractFixture('s_매출현황.xlsx');
    expect(warnings[0]).toEqual({
      code: 'FORMULA_WITHOUT_RESULT',
      message: 'The formula in F5 has no stored result',
      params: { cell: 'F5' },
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

  it('tells hidden sheets from very hidden ones', async () => {
    const bytes = buildWorkbook({
      sheets: ['a', 'b', 'c'].map(() => sheetData([])),
      states: ['', 'hidden', 'veryHidden'],
    });
    const { sheets } = await extractBytes('made.xlsx', bytes);
    expect(sheets.map(({ hidden, very_hidden: very }) => [hidden, very])).toEqual([
      [false, undefined],
      [true, undefined],
      [true, true],
    ]);
  });

  it('lists merged cells, links and comments of a sheet', async () => {
    const links = '<hyperlinks><hyperlink ref="A2" r:id="rId1"/><hyperlink ref="B2" location="S1!A1"/></hyperlinks>';
    const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const bytes = buildWorkbook({
      sheets: [
        `${sheetData([
          [textCell('Item'), textCell('Price')],
          [textCell('Pen'), numberCell(3)],
        ])}<mergeCells><mergeCell ref="A4:B5"/></mergeCells>${links}`,
      ],
      parts: {
        'xl/worksheets/_rels/sheet1.xml.rels': `<Relationships><Relationship Id="rId1" Type="${types}/hyperlink" Target="https://example.com/a?b=1&amp;c=2" TargetMode="External"/><Relationship Id="rId2" Type="${types}/comments" Target="../comments1.xml"/></Relationships>`,
        'xl/comments1.xml':
          '<comments><authors><author>Kim</author></authors><commentList><comment ref="B2" authorId="0"><text><r><t>check </t></r><r><t>this</t></r></text></comment></commentList></comments>',
      },
    });
    const { sheets } = await extractBytes('made.xlsx', bytes);
    expect(sheets[0]).toMatchObject({
      merged_cells: ['A4:B5'],
      hyperlinks: [
        { cell: 'A2', target: 'https://example.com/a?b=1&c=2' },
        { cell: 'B2', target: '#S1!A1' },
      ],
      comments: [{ cell: 'B2', author: 'Kim', text: 'check this' }],
    });
  });

  it('lists at most a thousand links of a sheet, and says how many more there are', async () => {
    const links = Array.from({ length: 1_200 }, (_, index) => `<hyperlink ref="A${index + 1}" location="S1!A1"/>`);
    const sheets = [`${sheetData([[textCell('Item')]])}<hyperlinks>${links.join('')}</hyperlinks>`];
    const { sheets: read, warnings } = await extractBytes('made.xlsx', buildWorkbook({ sheets }));
    expect(read[0]?.hyperlinks).toHaveLength(1_000);
    expect(warnings).toMatchObject([{ code: 'LINKS_AND_COMMENTS_CUT', message: expect.stringContaining('200') }]);
  });

  it('takes an empty text for the result of a formula, nothing for none', async () => {
    const cells = ['<c t="str"><f>""</f><v></v></c>', '<c><f>1+1</f></c>', '<c><f>1+1</f><v></v></c>'];
    const bytes = buildWorkbook({ sheets: [sheetData([[textCell('A'), textCell('B'), textCell('C')], cells])] });
    const { warnings } = await extractBytes('made.xlsx', bytes);
    expect(warnings.map(({ location }) => location)).toEqual([
      { sheet: 'S1', cell: 'B2' },
      { sheet: 'S1', cell: 'C2' },
    ]);
  });

  it('takes the results of formulas that cells share', async () => {
    const shared = (first: string, value: string): string => `<c><f t="shared" si="0"${first}/>${value}</c>`;
    const cells = [shared(' ref="A2:C2"', '<v>3</v>'), shared('', '<v>4</v>'), shared('', '')];
    const bytes = buildWorkbook({ sheets: [sheetData([[textCell('A'), textCell('B'), textCell('C')], cells])] });
    const { tables, warnings } = await extractBytes('made.xlsx', bytes);
    expect(tables[0]?.rows).toEqual([[3, 4, null]]);
    expect(warnings).toMatchObject([{ code: 'FORMULA_WITHOUT_RESULT', location: { cell: 'C2' } }]);
  });

  it('leaves out how words are pronounced', async () => {
    const spoken = '<r><t>課</t></r><rPh sb="0" eb="1"><t>カ</t></rPh><r><t>きく</t></r><phoneticPr fontId="1"/>';
    const bytes = buildWorkbook({
      sheets: [
        sheetData([
          [textCell('A'), textCell('B')],
          [`<c t="inlineStr"><is>${spoken}</is></c>`, '<c t="s"><v>0</v></c>'],
        ]),
      ],
      parts: { 'xl/sharedStrings.xml': `<sst><si>${spoken}</si></sst>` },
    });
    expect(await firstRows(bytes)).toEqual([['課きく', '課きく']]);
  });

  it('goes through a large sheet once more when its end shows what its beginning did not', async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => [numberCell(index), numberCell(1)]);
    const data = sheetData([
      [textCell('Count'), textCell('One')],
      ...rows,
      [],
      [],
      [textCell('Other'), textCell('Name')],
      [numberCell(1), textCell('x')],
    ]);
    const { tables } = await extractBytes('made.xlsx', buildWorkbook({ sheets: [data] }));
    expect(tables).toMatchObject([
      { location: { range: 'A1:B40001' }, row_count: 40_000 },
      { location: { range: 'A40004:B40005' }, row_count: 1, columns: [{ name: 'Other' }, { name: 'Name' }] },
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
