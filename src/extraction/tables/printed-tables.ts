import type { CellValue, ExtractedTable } from '../extraction.types.js';
import type { FoundTable } from '../layout/found-table.js';
import { ColumnStatistics } from './column-statistics.js';
import { columnLetters } from './grid.js';
import { type PrintedValue, readPrinted } from './printed-value.js';
import { typeOfValue } from './value-type.js';

/** A table found on a page. */
export interface PageTable extends FoundTable {
  page: number;
}

/** So many rows an extraction shows. */
const PREVIEW_ROWS = 50;
/** How far below the top a header may stand. */
const MAX_HEADER_ROW = 4;
/** Columns of two pages are the same when they begin and end within so many points. */
const SAME_EDGE = 8;
/** A table that goes on ends in this part of a page's height at its foot, and begins in it at the head of the next. */
const MARGIN = 0.24;

/** A page's tables with the height of the page. */
export interface TablesOfPage {
  page: number;
  height: number;
  tables: readonly FoundTable[];
}

/**
 * Joins a table at the end of a page and one at the beginning of the next when they have the same columns; a header that
 * is repeated there is left out.
 */
export function joinOverPages(pages: readonly TablesOfPage[]): PageTable[] {
  const joined: PageTable[] = [];
  let open: { table: PageTable; page: number; edges: FoundTable['bbox'] } | null = null;
  for (const { page, height, tables } of pages) {
    for (const [index, table] of tables.entries()) {
      const isFirst = index === 0 && table.bbox[1] < height * MARGIN && table.title === null;
      const before = open && isFirst && open.page === page - 1 && hasSameColumns(open.table, open.edges, table);
      if (before) appendRows(open?.table, table);
      else joined.push({ ...table, rows: [...table.rows], page });
      const current = joined.at(-1);
      open = current && table.bbox[3] > height * (1 - MARGIN) ? { table: current, page, edges: table.bbox } : null;
    }
  }
  return joined;
}

function appendRows(table: PageTable | undefined, { rows }: FoundTable): void {
  const isRepeated = table?.rows[0]?.join('\n') === rows[0]?.join('\n');
  table?.rows.push(...rows.slice(isRepeated ? 1 : 0));
}

/** A table as it is told, and all of its rows. */
export interface DescribedTable {
  table: ExtractedTable;
  rows: CellValue[][];
}

/** Types and describes the columns of tables; they are numbered in their order. */
export function describeTables(tables: readonly PageTable[]): DescribedTable[] {
  return tables.map(({ page, bbox, title, rows: texts }, index) => {
    const cells = texts.map((row) => row.map((text) => (text === '' ? null : readPrinted(text))));
    const header = findHeader(cells);
    const above = texts.slice(0, Math.max(header, 0)).map((row) => row.filter(Boolean).join(' '));
    const data = cells.slice(header + 1);
    const statistics = columnNames(texts[0]?.length ?? 0, texts[header]).map((name) => new ColumnStatistics(name));
    for (const row of data) {
      for (const [column, cell] of row.entries()) if (cell) statistics[column]?.add(cell.value, cell.kind);
    }
    const rows = data.map((row) => row.map((cell) => cell?.value ?? null));
    const table = {
      id: `t${index + 1}`,
      location: { page, bbox },
      title: title ?? (above.join(' ') || null),
      row_count: rows.length,
      rows: rows.slice(0, PREVIEW_ROWS),
      columns: statistics.map((column) => column.describe(rows.length)),
    };
    return { table, rows };
  });
}

/** The first row most of whose cells are words, when nothing but titles of one cell stands above it; -1 for none. */
function findHeader(rows: readonly (PrintedValue | null)[][]): number {
  for (const [index, row] of rows.slice(0, Math.min(MAX_HEADER_ROW, rows.length - 1)).entries()) {
    const filled = row.filter((cell) => cell !== null);
    const words = filled.filter(({ value, kind }) => typeOfValue(value, kind) === 'text').length;
    if (words > row.length / 2) return index;
    if (filled.length > 1) return -1;
  }
  return -1;
}

/** A column without a word above it is called by its letter, as those of a sheet are. */
function columnNames(count: number, header: readonly string[] | undefined): string[] {
  return Array.from({ length: count }, (_, column) => header?.[column] || columnLetters(column + 1));
}

function hasSameColumns(table: PageTable, [x0, , x1]: FoundTable['bbox'], next: FoundTable): boolean {
  const sameCount = table.rows[0]?.length === next.rows[0]?.length;
  return sameCount && Math.abs(x0 - next.bbox[0]) < SAME_EDGE && Math.abs(x1 - next.bbox[2]) < SAME_EDGE;
}
