import { type BookType, utils, type WorkBook, write } from '@e965/xlsx';
import { describe, expect, it } from '@jest/globals';
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
