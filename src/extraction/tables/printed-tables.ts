import { toStorableText } from '../../common/text.js';
import type { ExtractedTable } from '../extraction.types.js';
import type { FoundTable } from '../layout/found-table.js';
import { Grid, type GridCell, type GridRow, rowCount } from './grid.js';
import { type PrintedValue, readPrinted } from './printed-value.js';
import { TableBuilder } from './table-builder.js';
import { planTable } from './table-plan.js';
import type { TableStore } from './table-store.js';
import { typeOfValue } from './value-type.js';

/** A table found on a page. */
export interface PageTable extends FoundTable {
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

/** Tables as they are told: columns typed and described, rows of values; all rows go to the store. */
export function describeTables(tables: readonly PageTable[], store: TableStore): ExtractedTable[] {
  const described: ExtractedTable[] = [];
  for (const table of tables) {
    const builder = buildTable(table, store);
    if (!builder) continue;
    const id = `t${described.length + 1}`;
    const { range: _range, ...draft } = builder.describe();
    store.finish(builder.writer, id, draft.columns);
    const location = { page: table.page, bbox: table.bbox };
    described.push({ id, ...draft, location, title: table.title ?? draft.title });
  }
  return described;
}

/** Undefined for what has too few rows to be a table. */
function buildTable({ rows }: PageTable, store: TableStore): TableBuilder | undefined {
  const gridRows = rows.map(toGridRow);
  const grid = new Grid();
  for (const row of gridRows) grid.addRow(row);
  const region = { runs: grid.runs, left: 1, right: rows[0]?.length ?? 0 };
  if (rowCount(region) < 2) return undefined;
  const builder = new TableBuilder(planTable(region), store.open());
  for (const row of gridRows) builder.add(row);
  return builder;
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
