import exceljs from 'exceljs';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { toExcelDate, toExcelText } from '../../common/excel-cell.js';
import type { CellValue, ValueType } from '../../extraction/extraction.types.js';
import type { ReportSection, ReportStructure } from '../report.types.js';
import { toTable, type SectionTable } from './section-table.js';

const MAX_SHEET_NAME = 31;
const RESERVED_SHEET_NAMES = ['history'];
const MAX_COLUMN_WIDTH = 60;
const FROZEN_HEADER: Partial<exceljs.AddWorksheetOptions> = { views: [{ state: 'frozen', ySplit: 1 }] };

/** A workbook with a sheet per section: real numbers and dates, frozen header, filter. Text stays text, never a formula. */
export async function renderXlsx(report: ReportStructure): Promise<Buffer> {
  const output = new PassThrough();
  const bytes = buffer(output);
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream: output, useStyles: true });
  workbook.creator = 'Sheaf';
  workbook.title = report.title;
  const names = new Set(RESERVED_SHEET_NAMES);
  for (const section of report.sections) {
    const sheet = workbook.addWorksheet(uniqueSheetName(section.title, names), FROZEN_HEADER);
    writeSheet(
      sheet,
      toSheet(section, report),
      section.kind === 'table' ? section.columns.map(({ type }) => type) : [],
    );
    sheet.commit();
  }
  await workbook.commit();
  return bytes;
}

function toSheet(section: ReportSection, { locale }: ReportStructure): SectionTable {
  if (section.kind !== 'text') return toTable(section, locale);
  const lines = section.paragraphs.flatMap((paragraph) => paragraph.split('\n'));
  return { header: [section.title], rows: lines.map((line) => [line]) };
}

function writeSheet(sheet: exceljs.Worksheet, { header, rows }: SectionTable, types: ValueType[]): void {
  sheet.columns = header.map((name, index) => ({ header: toExcelText(name), width: columnWidth(name, rows, index) }));
  if (header.length > 0) {
    sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: rows.length + 1, column: header.length } };
  }
  const first = sheet.getRow(1);
  first.font = { bold: true };
  first.commit();
  for (const row of rows) {
    sheet.addRow(row.map((value, index) => toCell(value, types[index]))).commit();
  }
}

function toCell(value: CellValue, type: ValueType | undefined): exceljs.CellValue {
  if (typeof value !== 'string') return value;
  return (type === 'date' || type === 'datetime' ? toExcelDate(value) : null) ?? toExcelText(value);
}

/** East Asian characters take two columns' width. */
function columnWidth(name: string, rows: CellValue[][], index: number): number {
  const widest = [name, ...rows.map((row) => row[index])].reduce<number>((width, value) => {
    const text = String(value ?? '');
    return Math.max(width, text.length + (text.match(/[\u1100-\uffdc]/g)?.length ?? 0));
  }, 0);
  return Math.min(widest + 2, MAX_COLUMN_WIDTH);
}

/** Excel's rules: 31 characters, none of `\ / ? * [ ] :`, no quote at the ends, unique whatever the case. */
function uniqueSheetName(title: string, taken: Set<string>): string {
  const base = toExcelText(title).replace(/[\\/?*[\]:\s]+/g, ' ');
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const cut = base.slice(0, MAX_SHEET_NAME - suffix.length).toWellFormed();
    const name = (cut.replace(/^[\s']+|[\s']+$/g, '') || 'Sheet') + suffix;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
