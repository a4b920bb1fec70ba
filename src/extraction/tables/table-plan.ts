import type { CellRange } from './cell-range.js';
import { bottom, type Grid, type Region, rowCount, top, width } from './grid.js';
import { findHeader, type Header } from './header-row.js';
import { splitRegions } from './region-split.js';

const MAX_CAPTION_ROWS = 3;
/** A region of this many cells in which fewer than one in {@link SPARSE} has a value is no table. */
const MIN_SPARSE_AREA = 1_000_000;
const SPARSE = 50;

/** A table to be read: where it is, where its header stands, and the lines above it that are its title. */
export interface TablePlan {
  region: Region;
  header: Header | null;
  captions: Region[];
}

export interface SheetPlan {
  /** The used range, null for an empty sheet. */
  region: Region | null;
  tables: TablePlan[];
  /** The values are scattered so widely that what is between them would be all of a table. */
  scattered: boolean;
}

/** Finds the tables of a sheet: blocks of more than one row; lone lines above a table become its title. */
export function planSheet(grid: Grid, merges: readonly CellRange[] = []): SheetPlan {
  const regions = splitRegions(grid);
  const captions = new Map<Region, Region[]>();
  const tables: Region[] = [];
  for (const region of regions) {
    const below = isCaption(region) ? regions.find((other) => isTableBelow(other, region)) : undefined;
    if (below) captions.set(below, [...(captions.get(below) ?? []), region]);
    else if (rowCount(region) > 1) tables.push(region);
  }
  const dense = tables.filter((region) => !isSparse(region));
  return {
    region: grid.region,
    tables: dense.map((region) => planTable(region, captions.get(region), merges)),
    scattered: dense.length < tables.length,
  };
}

export function planTable(region: Region, captions: Region[] = [], merges: readonly CellRange[] = []): TablePlan {
  return { region, header: findHeader(region, merges), captions };
}

/** Whether rows that were read by `earlier`, whose last table was still growing, were read as `final` wants it. */
export function isSamePlan(earlier: SheetPlan, final: SheetPlan): boolean {
  return (
    earlier.scattered === final.scattered &&
    earlier.region?.left === final.region?.left &&
    earlier.tables.length === final.tables.length &&
    earlier.tables.every((table, index) => isSameTable(table, final.tables[index]))
  );
}

function isSameTable(a: TablePlan, b: TablePlan | undefined): boolean {
  return b !== undefined && keyOf(a) === keyOf(b);
}

function keyOf({ region, header, captions }: TablePlan): string {
  return JSON.stringify([top(region), region.left, region.right, header, captions.map((caption) => top(caption))]);
}

function isCaption(region: Region): boolean {
  return rowCount(region) === 1 || (region.left === region.right && rowCount(region) <= MAX_CAPTION_ROWS);
}

function isTableBelow(table: Region, caption: Region): boolean {
  const overlaps = table.left <= caption.right && caption.left <= table.right;
  return overlaps && top(table) > bottom(caption) && !isCaption(table);
}

function isSparse(region: Region): boolean {
  const area = rowCount(region) * width(region);
  if (area < MIN_SPARSE_AREA) return false;
  const values = region.runs.reduce((sum, { columns, count }) => sum + columns.length * count, 0);
  return values * SPARSE < area;
}
