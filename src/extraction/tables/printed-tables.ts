import { toStorableText } from '../../common/text.js';
import type { ExtractedTable, TableCellPlace } from '../extraction.types.js';
import { FIGURE, type FoundCell, type FoundTable } from '../layout/found-table.js';
import type { CellRange } from './cell-range.js';
import { Grid, type GridCell, type GridRow, rowCount } from './grid.js';
import { type PrintedValue, readPrinted } from './printed-value.js';
import { TableBuilder } from './table-builder.js';
import { planTable } from './table-plan.js';
import type { TableStore } from './table-store.js';
import { typeOfValue } from './value-type.js';

/** A table found on a page, or on several if it goes on; each of its cells knows the page that it is on. */
export interface PageTable extends FoundTable {
  page: number;
  cells: PageCell[];
}

export interface PageCell extends FoundCell {
  page: number;
}

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
      if (before && open) appendRows(open.table, table, page);
      else joined.push({ ...table, rows: [...table.rows], cells: onPage(table.cells, page), page });
      const current = joined.at(-1);
      open = current && table.bbox[3] > height * (1 - MARGIN) ? { table: current, page, edges: table.bbox } : null;
    }
  }
  return joined;
}

function appendRows(table: PageTable, next: FoundTable, page: number): void {
  const skipped = repeatedRows(table, next);
  const shift = table.rows.length - skipped;
  const cells = onPage(next.cells, page).filter(({ row }) => row >= skipped);
  table.cells.push(...cells.map((cell) => ({ ...cell, row: cell.row + shift })));
  table.rows.push(...next.rows.slice(skipped));
  table.confidence = Math.min(table.confidence, next.confidence);
}

/**
 * How many rows at the head of a table that goes on repeat those at its beginning. A header may have several; a row of
 * figures is none of it, even if it says the same.
 */
function repeatedRows({ rows }: FoundTable, next: FoundTable): number {
  let count = 0;
  for (const [index, row] of next.rows.entries()) {
    if (row.join('\n') !== rows[index]?.join('\n') || (index > 0 && row.some((text) => FIGURE.test(text)))) break;
    count += 1;
  }
  return count;
}

function onPage(cells: readonly FoundCell[], page: number): PageCell[] {
  return cells.map((cell) => ({ ...cell, page }));
}

/** Tables as they are told: columns typed and described, rows of values; all rows go to the store. */
export function describeTables(tables: readonly PageTable[], store: TableStore): ExtractedTable[] {
  const described: ExtractedTable[] = [];
  for (const table of tables) {
    const builder = buildTable(table, store);
    if (!builder) continue;
    const id = `t${described.length + 1}`;
    const { range: _range, ...draft } = builder.describe();
    const cells = placesOf(table.cells, builder, draft.rows.length);
    store.finish(builder.writer, id, draft.columns);
    const location = { page: table.page, bbox: table.bbox };
    const { confidence } = table;
    described.push({ id, ...draft, confidence, location, title: table.title ?? draft.title, cells });
  }
  return described;
}

/** Of the header and of the rows that are shown; what stands above the header is the title's. */
function placesOf(
  cells: readonly PageCell[],
  { firstDataRow, headerDepth }: TableBuilder,
  shownRows: number,
): TableCellPlace[] {
  return cells
    .map(({ row, column, page, bbox, rowSpan, columnSpan }) => ({
      row: row - firstDataRow,
      column,
      page,
      bbox,
      ...(rowSpan > 1 && { row_span: rowSpan }),
      ...(columnSpan > 1 && { column_span: columnSpan }),
    }))
    .filter(({ row }) => row >= -headerDepth && row < shownRows);
}

/** Undefined for what has too few rows to be a table. */
function buildTable({ rows, cells }: PageTable, store: TableStore): TableBuilder | undefined {
  const gridRows = rows.map(toGridRow);
  const grid = new Grid();
  for (const row of gridRows) grid.addRow(row);
  const region = { runs: grid.runs, left: 1, right: rows[0]?.length ?? 0 };
  if (rowCount(region) < 2) return undefined;
  const builder = new TableBuilder(planTable(region, [], mergesOf(cells)), store.open());
  for (const row of gridRows) builder.add(row);
  return builder;
}

function mergesOf(cells: readonly PageCell[]): CellRange[] {
  return cells
    .filter(({ rowSpan, columnSpan }) => rowSpan > 1 || columnSpan > 1)
    .map(({ row, column, rowSpan, columnSpan }) => ({
      top: row + 1,
      left: column + 1,
      bottom: row + rowSpan,
      right: column + columnSpan,
    }));
}

function toGridRow(texts: readonly string[], index: number): GridRow {
  const cells = texts.flatMap((text, column): GridCell[] =>
    text === '' ? [] : [toGridCell(column + 1, readPrinted(toStorableText(text)))],
  );
  return { number: index + 1, cells };
}

function toGridCell(column: number, { value, kind }: PrintedValue): GridCell {
  return { column, value, type: typeOfValue(value, kind) };
}

function hasSameColumns(table: PageTable, [x0, , x1]: FoundTable['bbox'], next: FoundTable): boolean {
  const sameCount = table.rows[0]?.length === next.rows[0]?.length;
  return sameCount && Math.abs(x0 - next.bbox[0]) < SAME_EDGE && Math.abs(x1 - next.bbox[2]) < SAME_EDGE;
}
