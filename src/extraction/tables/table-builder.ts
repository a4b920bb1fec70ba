import type { CellValue, ExtractedTable } from '../extraction.types.js';
import { ColumnStatistics } from './column-statistics.js';
import { bottom, cellsIn, columnLetters, type GridRow, rangeOf, type Region, top, width } from './grid.js';
import { findHeader } from './header-row.js';

const PREVIEW_ROWS = 50;
const MAX_CAPTION_ROWS = 3;

export type TableDraft = Omit<ExtractedTable, 'id' | 'location'> & { range: string };

/** Turns the blocks of a sheet into tables; lone lines above a table become its title. */
export function buildTables(regions: readonly Region[]): TableDraft[] {
  const captions = new Map<Region, Region[]>();
  const tables: Region[] = [];
  for (const region of regions) {
    const below = isCaption(region) ? regions.find((other) => isTableBelow(other, region)) : undefined;
    if (below) captions.set(below, [...(captions.get(below) ?? []), region]);
    else if (region.rows.length > 1) tables.push(region);
  }
  return tables.map((region) => buildTable(region, captions.get(region) ?? []));
}

function isCaption(region: Region): boolean {
  return region.rows.length === 1 || (region.left === region.right && region.rows.length <= MAX_CAPTION_ROWS);
}

function isTableBelow(table: Region, caption: Region): boolean {
  const overlaps = table.left <= caption.right && caption.left <= table.right;
  return overlaps && top(table) > bottom(caption) && !isCaption(table);
}

function buildTable(region: Region, captions: readonly Region[]): TableDraft {
  const header = findHeader(region);
  const titleRows = region.rows.slice(0, header ?? 0);
  const dataRows = region.rows.slice(header === null ? 0 : header + 1);
  const names = columnNames(region, header === null ? undefined : region.rows[header]);
  const statistics = names.map((name) => new ColumnStatistics(name));
  for (const row of dataRows) {
    for (const { column, value, kind } of cellsIn(row, region)) statistics[column - region.left]?.add(value, kind);
  }
  const title = [...captions.flatMap((caption) => lines(caption, caption.rows)), ...lines(region, titleRows)].join(' ');
  return {
    range: rangeOf(region),
    title: title === '' ? null : title,
    row_count: dataRows.length,
    rows: dataRows.slice(0, PREVIEW_ROWS).map((row) => toValues(row, region)),
    columns: statistics.map((column) => column.describe(dataRows.length)),
  };
}

/** A column without a word above it is called by its letters. */
function columnNames(region: Region, header: GridRow | undefined): string[] {
  const names = Array.from({ length: width(region) }, (_, index) => columnLetters(region.left + index));
  for (const { column, value } of header ? cellsIn(header, region) : []) {
    const name = String(value).replace(/\s+/g, ' ').trim();
    if (name !== '') names[column - region.left] = name;
  }
  return names;
}

function lines(region: Region, rows: readonly GridRow[]): string[] {
  return rows.map((row) =>
    cellsIn(row, region)
      .map(({ value }) => String(value).trim())
      .join(' '),
  );
}

function toValues(row: GridRow, region: Region): CellValue[] {
  const values: CellValue[] = Array.from({ length: width(region) }, () => null);
  for (const { column, value } of cellsIn(row, region)) values[column - region.left] = value;
  return values;
}
