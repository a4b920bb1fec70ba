import { type BookType, utils, type WorkBook, write } from '@e965/xlsx';
import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { buildZip } from '../../../test/fixtures/build-package.js';
import { extractBytes, extractFixture, readFixture } from '../../../test/fixtures/extract-fixture.js';

const ODS_TYPE = 'application/vnd.oasis.opendocument.spreadsheet';

function bytesOf(workbook: WorkBook, bookType: BookType): Buffer {
  return write(workbook, { type: 'buffer', bookType }) as Buffer;
}

function aWorkbook(): WorkBook {
  const workbook = utils.book_new();
  const sheet = utils.aoa_to_sheet([
    ['품목', '단가', '비율', '일자', '시간'],
    ['연필', 1200, 0.5, null, null],
    ['잉크', 300, 0.25, null, null],
  ]);
  Object.assign(sheet, {
    B2: { t: 'n', v: 1200, z: '"$"#,##0' },
    B3: { t: 'n', v: 300, z: '"$"#,##0' },
    C2: { t: 'n', v: 0.5, z: '0.0%' },
    C3: { t: 'n', v: 0.25, z: '0.0%' },
    D2: { t: 'n', v: 46027, z: 'yyyy-mm-dd' },
    D3: { t: 'n', v: 46028.5, z: 'yyyy-mm-dd hh:mm' },
    E2: { t: 'n', v: 1.5, z: '[h]:mm' },
    E3: { t: 'n', v: 0.25, z: 'hh:mm' },
  });
  utils.book_append_sheet(workbook, sheet, '단가표');
  return workbook;
}

/** An OpenDocument spreadsheet from raw XML. */
function buildOds(tables: string, parts: Record<string, string> = {}): Buffer {
  const styles =
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>';
  return buildZip({
    mimetype: ODS_TYPE,
    'content.xml': `<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s"><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`,
    'styles.xml': '<office:document-styles xmlns:office="o"/>',
    'META-INF/manifest.xml': `<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="/" manifest:media-type="${ODS_TYPE}"/></manifest:manifest>`,
    ...parts,
  });
}

const CELL = '<table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>';

describe('reading other workbooks', () => {
  it('reads dates and durations of an xls', async () => {
    const { text, engine } = await extractFixture('date.xls');
    expect(text).toBe('Sheet1\n2021-01-01\t15\n2021-01-02\t16\n255:10:10\t17');
    expect(engine).toEqual([{ name: '@e965/xlsx', version: expect.any(String) }]);
  });

  it.each(['any_sheets.ods', 'any_sheets.xlsb'])('says which sheets of %s are hidden', async (name) => {
    const { sheets } = await extractFixture(name);
    expect(sheets.map((sheet) => [sheet.name, sheet.hidden])).toEqual([
      ['Visible', false],
      ['Hidden', true],
      ['VeryHidden', true],
      ['Chart', false],
    ]);
    expect(sheets[0]).toMatchObject({ row_count: 5, column_count: 2 });
  });

  it('tells very hidden sheets of an xlsb', async () => {
    const { sheets } = await extractFixture('any_sheets.xlsb');
    expect(sheets.filter((sheet) => sheet.very_hidden).map(({ name }) => name)).toEqual(['VeryHidden']);
  });

  it('reads Korean of BIFF 5 in its code page', async () => {
    const sheet = utils.aoa_to_sheet([
      ['ABCD', 'EFGH'],
      ['KLMNOPQR', 1200],
    ]);
    const workbook = utils.book_new();
    utils.book_append_sheet(workbook, sheet, 'STUV');
    const bytes = bytesOf(workbook, 'biff5');
    // The writer of this format knows no Korean: its words give their place to others of as many bytes.
    const words = { ABCD: '품목', EFGH: '단가', KLMNOPQR: '똠방각하', STUV: '햏아' };
    for (const [word, korean] of Object.entries(words)) iconv.encode(korean, 'cp949').copy(bytes, bytes.indexOf(word));
    const codePage = bytes.indexOf(Buffer.from('42000200e404', 'hex'));
    bytes.writeUInt16LE(949, codePage + 4);
    const { sheets, tables } = await extractBytes('made.xls', bytes);
    expect(sheets[0]?.name).toBe('햏아');
    expect(tables[0]).toMatchObject({ columns: [{ name: '품목' }, { name: '단가' }], rows: [['똠방각하', 1200]] });
  });

  it.each<[BookType, string]>([
    ['xlsb', 'xlsb'],
    ['biff8', 'xls'],
  ])('lists links of %s', async (bookType, extension) => {
    const workbook = aWorkbook();
    Object.assign(workbook.Sheets['단가표'] ?? {}, {
      A2: { t: 's', v: '연필', l: { Target: 'https://example.com/a' } },
    });
    const { sheets } = await extractBytes(`made.${extension}`, bytesOf(workbook, bookType));
    expect(sheets[0]?.hyperlinks).toEqual([{ cell: 'A2', target: 'https://example.com/a' }]);
  });

  it('reads the results of formulas that name their cells by labels', async () => {
    const workbook = utils.book_new();
    utils.book_append_sheet(
      workbook,
      utils.aoa_to_sheet([
        ['Item', 'Price', 'More'],
        ['Pen', 3, 4],
      ]),
      'S',
    );
    const bytes = bytesOf(workbook, 'biff8');
    // The two numbers give their place to one formula: place, format, result, flags, and `label, 1, in brackets`.
    const number = bytes.indexOf(Buffer.from('03020e0001000100', 'hex'));
    const place = bytes.subarray(number + 4, number + 10);
    const formula = Buffer.from(`06002000${'0'.repeat(24)}1c40${'0'.repeat(12)}0a001802000001001e010015`, 'hex');
    place.copy(formula, 4);
    formula.copy(bytes, number);
    const { tables } = await extractBytes('made.xls', bytes);
    expect(tables[0]?.rows).toEqual([['Pen', 7, null]]);
  });

  it('lists comments of xlsb', async () => {
    const workbook = aWorkbook();
    const commented = (a: string, t: string): object => ({ t: 's', v: '연필', c: [{ a, t }] });
    // What stands behind the text of a comment is sometimes taken along.
    const cells = { A2: commented('김철수', '확인 부탁'), A3: commented(' ', '완료\u0005') };
    Object.assign(workbook.Sheets['단가표'] ?? {}, cells);
    const { sheets } = await extractBytes('made.xlsb', bytesOf(workbook, 'xlsb'));
    expect(sheets[0]?.comments).toEqual([
      { cell: 'A2', author: '김철수', text: '확인 부탁' },
      { cell: 'A3', author: null, text: '완료' },
    ]);
  });

  it('notes a sheet that is a chart', async () => {
    const { warnings } = await extractFixture('any_sheets.xlsb');
    expect(warnings).toMatchObject([{ code: 'CHART_SHEET', message: 'Sheet Chart is a chart and has no cells' }]);
  });

  it.each<[BookType, string]>([
    ['biff5', 'xls'],
    ['biff8', 'xls'],
    ['xlsb', 'xlsb'],
  ])('reads typed cells of %s', async (bookType, extension) => {
    const workbook = aWorkbook();
    // The writer of this format knows no Korean code page.
    if (bookType === 'biff5') utils.sheet_add_aoa(workbook.Sheets['단가표'] ?? {}, [['Item'], ['Pen'], ['Ink']]);
    const { tables } = await extractBytes(`made.${extension}`, bytesOf(workbook, bookType));
    const [names, rows] = [tables[0]?.columns.map(({ type }) => type), tables[0]?.rows.map((row) => row.slice(1))];
    expect(rows).toEqual([
      [1200, 0.5, '2026-01-05', '36:00:00'],
      [300, 0.25, '2026-01-06T12:00:00', '06:00:00'],
    ]);
    expect(names?.slice(0, 4)).toEqual(['text', 'money', 'percent', 'datetime']);
  });

  it.each<[BookType, string]>([
    ['biff8', 'xls'],
    ['xlsb', 'xlsb'],
  ])('counts the days of %s from 1904 where it says so', async (bookType, extension) => {
    const workbook = aWorkbook();
    workbook.Workbook = { WBProps: { date1904: true } };
    const { tables } = await extractBytes(`made.${extension}`, bytesOf(workbook, bookType));
    expect(tables[0]?.rows.map((row) => row.slice(3))).toEqual([
      ['2030-01-06', '36:00:00'],
      ['2030-01-07T12:00:00', '06:00:00'],
    ]);
  });

  it('gives errors, truth values and the results of formulas', async () => {
    const workbook = utils.book_new();
    const sheet = utils.aoa_to_sheet([['Kind', 'Value']]);
    Object.assign(sheet, {
      '!ref': 'A1:B4',
      A2: { t: 's', v: 'error' },
      B2: { t: 'e', v: 7 },
      A3: { t: 's', v: 'truth' },
      B3: { t: 'b', v: true },
      A4: { t: 's', v: 'formula' },
      B4: { t: 'n', v: 3, f: '1+2' },
    });
    utils.book_append_sheet(workbook, sheet, 'S');
    const { tables } = await extractBytes('made.xls', bytesOf(workbook, 'biff8'));
    expect(tables[0]?.rows).toEqual([
      ['error', '#DIV/0!'],
      ['truth', true],
      ['formula', 3],
    ]);
  });

  it('reads typed cells of ods, one as often as it is repeated', async () => {
    const row = (cells: string): string => `<table:table-row>${cells}</table:table-row>`;
    const cell = (attributes: string, text: string): string =>
      `<table:table-cell ${attributes}><text:p>${text}</text:p></table:table-cell>`;
    const heading = (text: string): string => cell('office:value-type="string"', text);
    const table = [
      row(heading('Day') + heading('Span') + heading('Note') + heading('Count')),
      row(
        cell('office:value-type="date" office:date-value="2026-01-05"', '5. 1. 2026') +
          cell('office:value-type="time" office:time-value="PT36H00M00S"', '36:00') +
          cell('office:value-type="string"', 'a &amp; b') +
          cell('office:value-type="float" office:value="7"', '7'),
      ),
      row(
        cell('office:value-type="date" office:date-value="2026-01-06T09:30:00"', '6. 1. 2026') +
          '<table:table-cell table:number-columns-repeated="2"/>' +
          cell('office:value-type="float" office:value="8"', '8'),
      ),
    ];
    const xml = `<table:table table:name="S">${table.join('')}</table:table>`;
    const { tables } = await extractBytes('made.ods', buildOds(xml));
    expect(tables[0]?.rows).toEqual([
      ['2026-01-05', '36:00:00', 'a & b', 7],
      ['2026-01-06T09:30:00', null, null, 8],
    ]);
  });

  it('warns of formulas of ods without a stored result', async () => {
    const cell = '<table:table-cell table:formula="of:=1+1"/>';
    const xml = `<table:table table:name="S"><table:table-row>${CELL}${cell}</table:table-row></table:table>`;
    const { warnings } = await extractBytes('made.ods', buildOds(xml));
    expect(warnings).toMatchObject([{ code: 'FORMULA_WITHOUT_RESULT', location: { sheet: 'S', cell: 'B1' } }]);
  });

  it('gives truth values, shares, amounts, spans and errors of ods', async () => {
    const value = (attributes: string, text: string): string =>
      `<table:table-cell ${attributes}><text:p>${text}</text:p></table:table-cell>`;
    const cells = [
      value('office:value-type="boolean" office:boolean-value="false"', 'FALSE'),
      value('office:value-type="percentage" office:value="0.125"', '12.5%'),
      value('office:value-type="currency" office:currency="KRW" office:value="1200"', '₩1,200'),
      value('office:value-type="time" office:time-value="-P1DT01H30M00.5S"', '-25:30'),
      value(
        'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"',
        '#DIV/0!',
      ),
    ];
    const names = cells.map((_cell, index) => value('office:value-type="string"', `열${index + 1}`));
    const row = (content: string[]): string => `<table:table-row>${content.join('')}</table:table-row>`;
    const { tables } = await extractBytes(
      'made.ods',
      buildOds(`<table:table table:name="S">${row(names)}${row(cells)}</table:table>`),
    );
    expect(tables[0]?.rows).toEqual([[false, 0.125, 1200, '-25:30:01', '#DIV/0!']]);
    expect(tables[0]?.columns.map(({ type }) => type).slice(0, 3)).toEqual(['boolean', 'percent', 'money']);
  });

  it('lists merged cells, links and comments of ods', async () => {
    const note =
      '<office:annotation><dc:creator>Kim</dc:creator><dc:date>2026-01-05</dc:date><text:p>확인</text:p></office:annotation>';
    const cell = `<table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="3">${note}<text:p>see <text:a xlink:href="https://example.com/">here</text:a></text:p></table:table-cell>`;
    const xml = `<table:table table:name="S"><table:table-row>${cell}<table:covered-table-cell/>${CELL}</table:table-row></table:table>`;
    const { sheets, text } = await extractBytes('made.ods', buildOds(xml));
    expect(sheets[0]).toMatchObject({
      merged_cells: ['A1:B3'],
      hyperlinks: [{ cell: 'A1', target: 'https://example.com/' }],
      comments: [{ cell: 'A1', author: 'Kim', text: '확인' }],
    });
    expect(text).toBe('S\nsee here\t\t7');
  });

  it('counts a merged cell once', async () => {
    const workbook = aWorkbook();
    Object.assign(workbook.Sheets['단가표'] ?? {}, { '!merges': [utils.decode_range('A5:E6')], '!ref': 'A1:E6' });
    const { sheets } = await extractBytes('made.xls', bytesOf(workbook, 'biff8'));
    expect(sheets[0]).toMatchObject({ row_count: 3 });
  });
});

describe('hostile workbooks of other formats', () => {
  it('finds a hidden sheet whatever its name', async () => {
    const table = `<table:table table:name="a &amp; b" table:style-name="ta2"><table:table-row>${CELL}</table:table-row></table:table>`;
    const { sheets } = await extractBytes('made.ods', buildOds(table));
    expect(sheets).toMatchObject([{ name: 'a & b', hidden: true, row_count: 1 }]);
  });

  it('refuses an ods that repeats its cells beyond the limit', async () => {
    const repeated = CELL.replace('<table:table-cell', '<table:table-cell table:number-columns-repeated="16384"');
    const table = `<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">${repeated}</table:table-row></table:table>`;
    await expect(extractBytes('made.ods', buildOds(table))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_cells',
    });
  });

  it('says that an encrypted ods is encrypted', async () => {
    const manifest = `<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`;
    const bytes = buildOds('', { 'META-INF/manifest.xml': manifest });
    await expect(extractBytes('made.ods', bytes)).rejects.toMatchObject({ code: 'ENCRYPTED_FILE' });
  });

  it('says that an encrypted xls is encrypted', async () => {
    const bytes = bytesOf(aWorkbook(), 'biff8');
    // The record with the last author's name gives its place to the one that says how the rest is encrypted (RC4).
    const author = bytes.indexOf(Buffer.from('5c007000', 'hex'));
    bytes.write('2f007000010001000100', author, 'hex');
    await expect(extractBytes('made.xls', bytes)).rejects.toMatchObject({ code: 'ENCRYPTED_FILE' });
  });

  it.each(['date.xls', 'any_sheets.ods', 'any_sheets.xlsb'])('says that %s cut in half is broken', async (name) => {
    const whole = await readFixture(name);
    const running = extractBytes(name, whole.subarray(0, whole.length / 2));
    await expect(running).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('refuses a workbook with too many cells', async () => {
    await expect(extractFixture('date.xls', { limits: { maxCells: 5 } })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      params: { limit: 5 },
    });
  });
});
