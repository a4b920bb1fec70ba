import { describe, expect, it } from '@jest/globals';
import exceljs from 'exceljs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aReport, aTableSection } from '../../../test/factories.js';
import { reportBearing, sampleReport } from '../../../test/fixtures/reports/build-report.js';
import { HOSTILE_VALUES } from '../../../test/fixtures/reports/hostile-document.mjs';
import { keepFiles } from '../../../test/support/kept-files.js';
import { describeWith, LIBREOFFICE, runProgram } from '../../../test/support/programs.js';
import type { ReportSection } from '../report.types.js';
import { renderXlsx } from './xlsx.renderer.js';

const { directory, keep } = keepFiles();

async function load(bytes: Buffer): Promise<exceljs.Workbook> {
  const workbook = new exceljs.Workbook();
  // exceljs declares a Buffer of its own, older than Node's.
  await workbook.xlsx.load(bytes as unknown as exceljs.Buffer);
  return workbook;
}

async function render(...sections: ReportSection[]): Promise<exceljs.Workbook> {
  return load(await renderXlsx(aReport(sections)));
}

function firstSheet(workbook: exceljs.Workbook): exceljs.Worksheet {
  const [sheet] = workbook.worksheets;
  if (!sheet) throw new Error('The workbook has no sheet');
  return sheet;
}

const table = (value: string | number | boolean | null, type: 'text' | 'date' | 'datetime' = 'text'): ReportSection =>
  aTableSection({ columns: ['Value'], types: [type], rows: [[value]] });

const summary: ReportSection = { kind: 'summary', title: 'Summary', highlights: [], entries: [] };

async function firstCell(section: ReportSection): Promise<exceljs.Cell> {
  const [, sheet] = (await render(summary, section)).worksheets;
  if (!sheet) throw new Error('The workbook has no sheet');
  return sheet.getCell(FIRST);
}

/** Of a section whose title stands in the first row and whose header in the second. */
const FIRST = 'A3';

describe('a report as a workbook', () => {
  it('has a sheet per section: a title, then a frozen, filtered header, then the rows', async () => {
    const sheet = firstSheet(await render(aTableSection({ columns: ['Name', 'Amount'], rows: [['Kim', 1]] })));
    expect(sheet.getCell('A1').value).toBe('Report on a');
    expect(sheet.getRow(3).values).toEqual([undefined, 'Name', 'Amount']);
    expect(sheet.getRow(3).getCell(1).font).toMatchObject({ bold: true });
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 3 });
    expect(sheet.autoFilter).toBe('A3:B4');
    expect(sheet.getRow(4).values).toEqual([undefined, 'Kim', 1]);
  });

  it('says above the table where it stands and what is left out', async () => {
    const section = {
      ...aTableSection({ columns: ['Name'], rows: [] }),
      place: 'Page 2',
      note: 'The first 0 of 9 rows',
    };
    const [, sheet] = (await render(summary, section)).worksheets;
    expect(sheet?.getCell('A1').value).toBe('Table 1');
    expect(sheet?.getCell('A2').value).toBe('Page 2 — The first 0 of 9 rows');
  });

  it.each([1.5, -3, true, false])('writes %p as what it is', async (value) => {
    expect((await firstCell(table(value))).value).toBe(value);
  });

  it.each([
    [1_234_500, 'integer', undefined, '#,##0'],
    [0.125, 'percent', undefined, '0.0#%'],
    [0.5, 'percent', undefined, '0%'],
    [3_795_000, 'money', 'KRW', '"₩"#,##0;-"₩"#,##0'],
    [12.5, 'money', 'USD', '"$"#,##0.00;-"$"#,##0.00'],
    [12.5, 'money', 'no"t', '#,##0.00'],
    [2_208_162_517, 'identifier', undefined, '0'],
  ] as const)('shows %p of type %s in %s as %s', async (value, type, currency, format) => {
    const columns = [{ name: 'Value', type, ...(currency && { currency }) }];
    const section = { ...aTableSection({ columns: [], rows: [[value]] }), columns };
    const cell = await firstCell(section);
    expect([cell.value, cell.numFmt]).toEqual([value, format]);
  });

  it('writes days and times as dates', async () => {
    const day = await firstCell(table('2026-01-07', 'date'));
    expect(day.type).toBe(exceljs.ValueType.Date);
    expect(day.value).toEqual(new Date('2026-01-07T00:00:00Z'));
    expect((await firstCell(table('2026-01-07T03:21:09Z', 'datetime'))).value).toEqual(
      new Date('2026-01-07T03:21:09Z'),
    );
  });

  it.each(['2026-13-45', '0001-01-01', '1899-12-31', 'soon', '2026-01-07 or so'])(
    'writes %p as text in a column of dates',
    async (value) => {
      expect((await firstCell(table(value, 'date'))).value).toBe(value);
    },
  );

  it('writes a day as text in a column of text', async () => {
    expect((await firstCell(table('2026-01-07'))).value).toBe('2026-01-07');
  });

  it('makes columns as wide as what stands in them, Hangul counting double', async () => {
    const section = aTableSection({
      columns: ['a', 'b', 'c'],
      rows: [['가나다라마바사아자차', 'abcdefghijklmno', 'x'.repeat(500)]],
    });
    const sheet = firstSheet(await render(section));
    expect([1, 2, 3].map((column) => sheet.getColumn(column).width)).toEqual([22, 17, 48]);
  });

  it('gives rows the height that their broken lines take, and totals no place in the filter', async () => {
    const rows = [
      ['가'.repeat(70), 1],
      ['short', 1],
      ['all', 2],
    ];
    const sheet = firstSheet(await render({ ...aTableSection({ columns: ['a', 'b'], rows }), totals_rows: [2] }));
    expect([4, 5].map((row) => sheet.getRow(row).height)).toEqual([46, undefined]);
    expect(sheet.autoFilter).toBe('A3:B5');
  });

  it('keeps to what a cell and XML can hold', async () => {
    expect((await firstCell(table('x'.repeat(40_000)))).value).toHaveLength(32_767);
    expect((await firstCell(table('a\u0000b\u0008c\uffffd <&>"\''))).value).toBe('abcd <&>"\'');
  });

  it('has a line of text per row', async () => {
    const [, sheet] = (await render(summary, { kind: 'text', title: 'Text', paragraphs: ['one\ntwo', 'three'] }))
      .worksheets;
    expect(sheet?.getColumn(1).values).toEqual([undefined, 'Text', 'one', 'two', 'three']);
  });

  it('has a picture of each chart beside its figures', async () => {
    const chart: ReportSection = {
      kind: 'chart',
      title: '지역별 매출',
      chart: 'bar',
      category: '지역',
      value: { name: '매출', type: 'money', currency: 'KRW' },
      points: [
        { label: '서울', value: 3 },
        { label: '부산', value: 2 },
      ],
    };
    const [, sheet] = (await render(summary, chart)).worksheets;
    expect(sheet?.getImages()).toHaveLength(1);
    expect(sheet?.getRow(3).values).toEqual([undefined, '서울', 3]);
  });

  it.each([
    ['a/b\\c?d*e[f]g:h', 'a b c d e f g h'],
    ["'quoted'", 'quoted'],
    ['', 'Sheet'],
    ['???', 'Sheet'],
    ['History', 'History (2)'],
    ['two\nlines\u0001', 'two lines'],
    ['x'.repeat(40), 'x'.repeat(31)],
    [`${'x'.repeat(30)}'yz`, 'x'.repeat(30)],
    [`${'x'.repeat(30)}😀`, `${'x'.repeat(30)}\ufffd`],
  ])('names the sheet of %p %p', async (title, name) => {
    expect((await render({ kind: 'text', title, paragraphs: [] })).worksheets[0]?.name).toBe(name);
  });

  it('gives no two sheets the same name, whatever their case', async () => {
    const titles = ['Sales', 'SALES', 'sales', 'x'.repeat(40), 'x'.repeat(40)];
    const workbook = await render(...titles.map((title) => ({ kind: 'text' as const, title, paragraphs: [] })));
    expect(workbook.worksheets.map(({ name }) => name)).toEqual([
      'Sales',
      'SALES (2)',
      'sales (3)',
      'x'.repeat(31),
      `${'x'.repeat(27)} (2)`,
    ]);
  });

  it.each(HOSTILE_VALUES)('holds %s as text, never a formula or a link', async (_case, value) => {
    const workbook = await load(await renderXlsx(await reportBearing(value)));
    const types = new Set<exceljs.ValueType>();
    workbook.eachSheet((sheet) => {
      sheet.eachRow((row) => {
        row.eachCell(({ type }) => types.add(type));
      });
    });
    expect(types.has(exceljs.ValueType.String)).toBe(true);
    for (const type of [exceljs.ValueType.Formula, exceljs.ValueType.Hyperlink]) expect(types).not.toContain(type);
  });

  it('holds what looks like a formula whole', async () => {
    expect((await firstCell(table('=HYPERLINK("http://a.example","x")'))).value).toBe(
      '=HYPERLINK("http://a.example","x")',
    );
  });
});

describeWith([LIBREOFFICE], 'a report as a workbook, opened by LibreOffice', () => {
  it('has its cells as they are, and what looks like a formula as text', async () => {
    const files = await Promise.all([
      keep('taxInvoice.xlsx', await renderXlsx(await sampleReport('taxInvoice'))),
      keep('sales.xlsx', await renderXlsx(await sampleReport('sales'))),
      keep('hostile.xlsx', await renderXlsx(await reportBearing('=1+1'))),
    ]);
    const profile = `-env:UserInstallation=file://${join(directory, 'profile')}`;
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
    runProgram(LIBREOFFICE, [profile, '--headless', '--convert-to', filter, '--outdir', directory, ...files]);
    const sheet = (name: string): Promise<string> => readFile(join(directory, `${name}.csv`), 'utf8');
    expect(await sheet('taxInvoice-주요 정보')).toContain('합계 금액,3795000');
    expect(await sheet('sales-2025년 거래처별 매출 현황')).toContain('2025-01-01,서울상사,수도권');
    expect(await sheet('hostile-주요 정보')).toContain('=1+1');
  }, 180_000);
});
