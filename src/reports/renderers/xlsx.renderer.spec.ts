import { describe, expect, it } from '@jest/globals';
import exceljs from 'exceljs';
import { aReport, aTableSection } from '../../../test/factories.js';
import type { ReportSection } from '../report.types.js';
import { renderXlsx } from './xlsx.renderer.js';

async function render(...sections: ReportSection[]): Promise<exceljs.Workbook> {
  const bytes = await renderXlsx(aReport(sections));
  const workbook = new exceljs.Workbook();
  // exceljs declares a Buffer of its own, older than Node's.
  await workbook.xlsx.load(bytes as unknown as exceljs.Buffer);
  return workbook;
}

function firstSheet(workbook: exceljs.Workbook): exceljs.Worksheet {
  const [sheet] = workbook.worksheets;
  if (!sheet) throw new Error('The workbook has no sheet');
  return sheet;
}

const table = (value: string | number | boolean | null, type: 'text' | 'date' | 'datetime' = 'text'): ReportSection =>
  aTableSection({ columns: ['Value'], types: [type], rows: [[value]] });

describe('a report as a workbook', () => {
  it('has a sheet per section with a bold, frozen, filtered header', async () => {
    const sheet = firstSheet(await render(aTableSection({ columns: ['Name', 'Amount'], rows: [['Kim', 1]] })));
    expect(sheet.getRow(1).values).toEqual([undefined, 'Name', 'Amount']);
    expect(sheet.getRow(1).font).toMatchObject({ bold: true });
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(sheet.autoFilter).toBe('A1:B2');
  });

  it.each([1.5, -3, true, false])('writes %p as what it is', async (value) => {
    expect(firstSheet(await render(table(value))).getCell('A2').value).toBe(value);
  });

  it('writes days and times as dates', async () => {
    const day = firstSheet(await render(table('2026-01-07', 'date'))).getCell('A2');
    expect(day.type).toBe(exceljs.ValueType.Date);
    expect(day.value).toEqual(new Date('2026-01-07T00:00:00Z'));
    const time = firstSheet(await render(table('2026-01-07T03:21:09Z', 'datetime'))).getCell('A2');
    expect(time.value).toEqual(new Date('2026-01-07T03:21:09Z'));
  });

  it.each(['2026-13-45', '0001-01-01', '1899-12-31', 'soon', '2026-01-07 or so'])(
    'writes %p as text in a column of dates',
    async (value) => {
      expect(firstSheet(await render(table(value, 'date'))).getCell('A2').value).toBe(value);
    },
  );

  it('writes a day as text in a column of text', async () => {
    expect(firstSheet(await render(table('2026-01-07'))).getCell('A2').value).toBe('2026-01-07');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '=cmd|" /C calc"!A0', '=HYPERLINK("http://evil")'])(
    'lets text that looks like the formula %p stay text',
    async (value) => {
      const cell = firstSheet(await render(table(value))).getCell('A2');
      expect(cell.type).toBe(exceljs.ValueType.String);
      expect(cell.value).toBe(value);
      expect(cell.formula).toBeUndefined();
    },
  );

  it('keeps to what a cell and XML can hold', async () => {
    const long = firstSheet(await render(table('x'.repeat(40_000)))).getCell('A2').value;
    expect(long).toHaveLength(32_767);
    const hostile = firstSheet(await render(table('a\u0000b\u0008c\uffffd <&>"\''))).getCell('A2').value;
    expect(hostile).toBe('abcd <&>"\'');
  });

  it('has a line of text per row', async () => {
    const sheet = firstSheet(await render({ kind: 'text', title: 'Text', paragraphs: ['one\ntwo', 'three'] }));
    expect(sheet.getColumn(1).values).toEqual([undefined, 'Text', 'one', 'two', 'three']);
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
});
