import type exceljs from 'exceljs';
import type { Locale } from '../../common/messages/messages.js';

/** Excel's own fonts, so that a report looks like the workbooks beside it. */
const FONT_NAMES: Record<Locale, string> = { ko: '맑은 고딕', en: 'Calibri' };
const SIZE = 10;

const HEAD_FILL: exceljs.Fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFEEF2F6' } };
const TOTAL_FILL: exceljs.Fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFF6F8FA' } };
const HAIRLINE: Partial<exceljs.Borders> = { bottom: { style: 'hair', color: { argb: 'FFC4CDD6' } } };

export const XLSX_STYLES = {
  title: { font: { size: 15, bold: true }, alignment: { vertical: 'middle' } },
  note: { font: { color: { argb: 'FF5B6875' }, size: 9 }, alignment: { vertical: 'middle' } },
  paragraph: { font: {}, alignment: { wrapText: true, vertical: 'top' } },
  head: {
    font: { bold: true },
    fill: HEAD_FILL,
    alignment: { vertical: 'middle', wrapText: true },
    border: { bottom: { style: 'thin', color: { argb: 'FF8FA1B2' } } },
  },
  body: { font: {}, border: HAIRLINE },
  total: { font: { bold: true }, border: HAIRLINE, fill: TOTAL_FILL },
  pass: { font: { bold: true, color: { argb: 'FF1F7A4D' } } },
  fail: { font: { bold: true, color: { argb: 'FFB3261E' } } },
  skipped: { font: { color: { argb: 'FF5B6875' } } },
} satisfies Record<string, Partial<exceljs.Style>>;

export function xlsxFont(locale: Locale, font: Partial<exceljs.Font> = {}): Partial<exceljs.Font> {
  return { name: FONT_NAMES[locale], size: SIZE, ...font };
}
