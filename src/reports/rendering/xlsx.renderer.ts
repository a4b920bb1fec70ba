import exceljs from 'exceljs';
import { toExcelText } from '../../common/excel-cell.js';
import type { Locale } from '../../common/messages/messages.js';
import { formatDay, formatValue, isNumeric } from '../report-format.js';
import { reportLabel } from '../report-labels.js';
import type { ReportColumn, ReportSection, ReportStructure, ReportValue } from '../report.types.js';
import { toPng } from './chart-png.js';
import { drawChart, inMainFont } from './chart-svg.js';
import { isSetApart } from './column-widths.js';
import { MAIN_FONT } from './report-fonts.js';
import { toTable, type SectionTable } from './section-table.js';
import { widestLine } from './text-width.js';
import { toExcelCell } from './xlsx-cell.js';
import { SheetNames } from './xlsx-sheet-names.js';
import { XLSX_STYLES, xlsxFont } from './xlsx-style.js';

const MIN_COLUMN_WIDTH = 9;
const MAX_COLUMN_WIDTH = 48;
/** Beside what stands in a cell, and in a header, which bears the button of the filter. */
const MARGIN = 2;
const HEAD_MARGIN = 4;
/** In points. */
const LINE_HEIGHT = 14;
/** Excel's own limit. */
const MAX_ROW_HEIGHT = 409;
/** With more columns than this, the first one stays in sight. */
const MAX_COLUMNS_IN_SIGHT = 8;
const TEXT_WIDTH = 100;
/** What of columns fits onto a page upright at a readable size. */
const PORTRAIT_WIDTH = 110;
const CHART_WIDTH = 640;
/** Columns of a chart's own figures, and one to set them apart. */
const CHART_COLUMN = 3;

/**
 * A workbook with a sheet per section: a title, then a table with real numbers and dates, a frozen header and a filter.
 * Text stays text, never a formula or a link.
 */
export async function renderXlsx(report: ReportStructure): Promise<Buffer> {
  const workbook = new exceljs.Workbook();
  workbook.creator = 'Sheaf';
  workbook.title = toExcelText(report.title);
  workbook.created = workbook.modified = new Date(report.data_as_of);
  const names = new SheetNames();
  for (const [index, section] of report.sections.entries()) {
    const sheet = workbook.addWorksheet(names.take(section.title));
    await new SectionSheet(workbook, sheet, report).write(section, index === 0);
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

class SectionSheet {
  private readonly locale: Locale;
  private readonly styles = new Map<string, Partial<exceljs.Style>>();

  constructor(
    private readonly workbook: exceljs.Workbook,
    private readonly sheet: exceljs.Worksheet,
    private readonly report: ReportStructure,
  ) {
    this.locale = report.locale;
  }

  async write(section: ReportSection, isFirst: boolean): Promise<void> {
    this.sheet.properties.defaultRowHeight = 18;
    this.writeLine(isFirst ? this.report.title : section.title, XLSX_STYLES.title);
    const remarks = [isFirst ? this.dataAsOf() : null, section.kind === 'table' ? section.place : null, section.note];
    const remark = remarks.filter((part) => part !== null && part !== undefined).join(' — ');
    if (remark !== '') this.writeLine(remark, XLSX_STYLES.note);
    if (section.kind === 'text') {
      this.writeText(section.paragraphs);
      return;
    }
    if (section.kind === 'summary') for (const line of section.highlights) this.writeLine(line, XLSX_STYLES.body);
    this.writeTable(toTable(section, this.locale), section);
    if (section.kind === 'chart') await this.addChart(section);
  }

  private dataAsOf(): string {
    return reportLabel(this.locale, 'data_as_of', { date: formatDay(this.report.data_as_of, this.locale) });
  }

  private writeLine(text: string, style: Partial<exceljs.Style>): void {
    const cell = this.sheet.addRow([toExcelText(text)]).getCell(1);
    cell.style = { ...style, font: xlsxFont(this.locale, style.font) };
  }

  private writeText(paragraphs: string[]): void {
    this.sheet.getColumn(1).width = TEXT_WIDTH;
    for (const line of paragraphs.flatMap((paragraph) => paragraph.split('\n'))) {
      this.writeLine(line, XLSX_STYLES.paragraph);
    }
    this.setUpPage(false);
  }

  private writeTable(table: SectionTable, section: ReportSection): void {
    const { columns, rows, totals } = table;
    const header = this.sheet.addRow(columns.map(({ name }) => toExcelText(name)));
    header.eachCell({ includeEmpty: true }, (cell, index) => {
      const alignment = { ...XLSX_STYLES.head.alignment, ...placing(columns, index - 1) };
      cell.style = { ...XLSX_STYLES.head, alignment, font: xlsxFont(this.locale, XLSX_STYLES.head.font) };
    });
    const measures = rows.map((row) => row.map((item) => widestLine(formatValue(item, this.locale)) + MARGIN));
    const widths = columns.map(({ name }, index) =>
      measures.reduce((widest, measure) => Math.max(widest, measure[index] ?? 0), widestLine(name) + HEAD_MARGIN),
    );
    for (const [index, width] of widths.entries()) this.sheet.getColumn(index + 1).width = columnWidth(width);
    const statuses = section.kind === 'validations' ? section.validations.map(({ status }) => status) : [];
    for (const [index, row] of rows.entries()) {
      const line = this.writeRow(row, columns, totals.has(index) ? XLSX_STYLES.total : XLSX_STYLES.body);
      const lines = linesOf(row, measures[index] ?? [], widths);
      if (lines > 1) line.height = Math.min(lines * LINE_HEIGHT + 4, MAX_ROW_HEIGHT);
      const status = statuses[index];
      if (status !== undefined) this.colourStatus(status);
    }
    const total = widths.reduce((sum, width) => sum + columnWidth(width), 0);
    this.freeze(header.number, columns.length, rows.length - trailingTotals(table));
    this.setUpPage(total > PORTRAIT_WIDTH || section.kind === 'chart');
  }

  private colourStatus(status: 'pass' | 'fail' | 'skipped'): void {
    const cell = this.sheet.lastRow?.getCell(2);
    if (cell) cell.style = { ...cell.style, font: xlsxFont(this.locale, XLSX_STYLES[status].font) };
  }

  private writeRow(row: ReportValue[], columns: ReportColumn[], style: Partial<exceljs.Style>): exceljs.Row {
    const line = this.sheet.addRow([]);
    for (const [index, item] of row.entries()) {
      const cell = line.getCell(index + 1);
      const { value, numFmt } = toExcelCell(item, this.locale);
      cell.value = value;
      cell.style = this.styleOf(style, {
        ...placing(columns, index),
        wrapText: typeof value === 'string',
        numFmt,
      });
    }
    return line;
  }

  /** One object for all cells that look alike: the library would compare each further one with those it knows. */
  private styleOf(
    style: Partial<exceljs.Style>,
    { numFmt = '', ...place }: Placing & { wrapText: boolean; numFmt: string | undefined },
  ): Partial<exceljs.Style> {
    const key = `${style === XLSX_STYLES.total} ${JSON.stringify(place)} ${numFmt}`;
    let shared = this.styles.get(key);
    if (!shared) {
      const font = xlsxFont(this.locale, style.font);
      shared = {
        ...style,
        font,
        alignment: { vertical: 'top', ...place },
        ...(numFmt !== '' && { numFmt }),
      };
      this.styles.set(key, shared);
    }
    return shared;
  }

  private freeze(headerRow: number, columns: number, rows: number): void {
    if (columns === 0) return;
    const xSplit = columns > MAX_COLUMNS_IN_SIGHT ? 1 : 0;
    this.sheet.views = [{ state: 'frozen', xSplit, ySplit: headerRow, showGridLines: false }];
    this.sheet.autoFilter = { from: { row: headerRow, column: 1 }, to: { row: headerRow + rows, column: columns } };
    this.sheet.pageSetup.printTitlesRow = `${headerRow}:${headerRow}`;
  }

  private setUpPage(landscape: boolean): void {
    Object.assign(this.sheet.pageSetup, {
      paperSize: 9,
      orientation: landscape ? 'landscape' : 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 },
    });
    this.sheet.headerFooter.oddFooter = '&C&P / &N';
  }

  private async addChart(section: Extract<ReportSection, { kind: 'chart' }>): Promise<void> {
    const picture = drawChart(inMainFont(section), this.locale, CHART_WIDTH, MAIN_FONT);
    const png = await toPng(picture);
    // exceljs declares a Buffer of its own, older than Node's.
    const imageId = this.workbook.addImage({ buffer: png as unknown as exceljs.Buffer, extension: 'png' });
    const { width, height } = picture;
    this.sheet.addImage(imageId, { tl: { col: CHART_COLUMN, row: 2 }, ext: { width, height } });
  }
}

interface Placing {
  horizontal: 'left' | 'right';
  indent?: number;
}

/** Figures at the right, and what follows them at a distance. */
function placing(columns: ReportColumn[], index: number): Placing {
  const column = columns[index];
  const horizontal = column && isNumeric(column.type) ? 'right' : 'left';
  return { horizontal, ...(isSetApart(columns, index) && { indent: 1 }) };
}

function columnWidth(width: number): number {
  return Math.min(Math.max(width, MIN_COLUMN_WIDTH), MAX_COLUMN_WIDTH);
}

/** Into how many lines the words of a row are broken: Excel and its like do not all make room for them by themselves. */
function linesOf(row: ReportValue[], measures: number[], widths: number[]): number {
  const counts = row.map(({ value }, index) => {
    if (typeof value !== 'string') return 1;
    const wrapped = Math.ceil((measures[index] ?? 0) / columnWidth(widths[index] ?? 0));
    return Math.max(wrapped, 1) + value.split('\n').length - 1;
  });
  return Math.max(1, ...counts);
}

/** Rows at the end that add up the others, which are neither sorted nor filtered with them. */
function trailingTotals({ rows, totals }: SectionTable): number {
  let count = 0;
  while (count < rows.length && totals.has(rows.length - 1 - count)) count += 1;
  return count;
}
