import type { CellValue, ExtractedTable } from '../../extraction/extraction.types.js';
import type { CorrectedExtraction } from '../../fields/field.types.js';
import type { ChartSection, ReportColumn } from '../report.types.js';
import { chartsOf } from './charts.js';
import { REPORT_LIMITS } from './report-limits.js';
import { cutText, toReportLine, toReportText } from './report-text.js';
import { tableName, type SectionContext } from './section-context.js';

/** All rows of a table, in order. */
export type RowSource = (table: ExtractedTable) => AsyncIterable<CellValue[]> | Iterable<CellValue[]>;

/** What one passage through the rows of a table gives to its report. */
export interface ReadTable {
  name: string;
  columns: ReportColumn[];
  /** The first rows, as many as the report has room for. */
  rows: CellValue[][];
  cellsCut: boolean;
  charts: ChartSection[];
}

/** Reads each table that the report tells of once, and keeps of it no more than is shown. */
export async function readTables(
  { tables }: CorrectedExtraction,
  context: SectionContext,
  rowsOf: RowSource = ({ rows }) => rows,
): Promise<ReadTable[]> {
  const shown = tables.slice(0, REPORT_LIMITS.tables);
  const read: ReadTable[] = [];
  let cells: number = REPORT_LIMITS.cells;
  for (const [index, table] of shown.entries()) {
    const share = Math.floor(cells / (shown.length - index));
    const result = await readTable(table, tableName(table, index, context), share, context, rowsOf);
    cells -= result.rows.length * result.columns.length;
    read.push(result);
  }
  return read;
}

async function readTable(
  table: ExtractedTable,
  name: string,
  maxCells: number,
  context: SectionContext,
  rowsOf: RowSource,
): Promise<ReadTable> {
  const columns = columnsOf(table);
  const maxRows = Math.min(REPORT_LIMITS.rows, Math.max(1, Math.floor(maxCells / Math.max(columns.length, 1))));
  const charts = chartsOf(table, columns, name, context);
  const totals = new Set(table.totals_rows);
  const rows: CellValue[][] = [];
  let cellsCut = false;
  let index = 0;
  for await (const row of rowsOf(table)) {
    if (rows.length < maxRows) {
      const cells = columns.map((_, column) => toReportCell(row[column] ?? null));
      cellsCut ||= cells.some((cell, column) => typeof cell === 'string' && cell.length < lengthOf(row[column]));
      rows.push(cells);
    }
    if (!totals.has(index)) charts.take(row);
    index += 1;
    if (rows.length >= maxRows && (charts.none || index >= REPORT_LIMITS.chartRows)) break;
  }
  return { name, columns, rows, cellsCut, charts: charts.finish(index, table.row_count) };
}

/** Numbers that name years are not grouped by thousands. */
function columnsOf(table: ExtractedTable): ReportColumn[] {
  return table.columns.slice(0, REPORT_LIMITS.columns).map(({ name, type, min, max }) => {
    const isYear = type === 'integer' && /(^|[^a-z])year$|연도$|년도$|^년$/i.test(name) && inYears(min) && inYears(max);
    return { name: toReportLine(name, REPORT_LIMITS.nameCharacters), type: isYear ? 'identifier' : type };
  });
}

function inYears(value: CellValue): boolean {
  return typeof value === 'number' && value >= 1000 && value < 3000;
}

function toReportCell(value: CellValue): CellValue {
  if (typeof value !== 'string') return value;
  return cutText(toReportText(value.slice(0, REPORT_LIMITS.cellCharacters * 2)), REPORT_LIMITS.cellCharacters);
}

function lengthOf(value: CellValue | undefined): number {
  return typeof value === 'string' && value.length > REPORT_LIMITS.cellCharacters ? value.length : 0;
}
