import { cellsIn, type GridCell, type GridRow, type Region, width } from './grid.js';
import { typeOfValue } from './value-type.js';

/** How far below the top of a block its header may stand. */
const SEARCHED_ROWS = 10;
/** A line above the header with more filled cells than this share is data, not a title. */
const TITLE_SHARE = 0.34;

/** A row most of whose cells are words. */
export function isHeaderRow(row: GridRow, region: Region): boolean {
  return cellsIn(row, region).filter(isWords).length > width(region) / 2;
}

/**
 * Where the header stands among the region's rows, or null when there is none: the first row of words with data below,
 * provided that nothing but titles stands above.
 */
export function findHeader(region: Region): number | null {
  const last = Math.min(SEARCHED_ROWS, region.rows.length - 1);
  for (const [index, row] of region.rows.slice(0, last).entries()) {
    if (isHeaderRow(row, region)) return index;
    if (cellsIn(row, region).length > Math.max(1, width(region) * TITLE_SHARE)) return null;
  }
  return null;
}

function isWords({ value, kind }: GridCell): boolean {
  return typeof value === 'string' && value.trim() !== '' && typeOfValue(value, kind) === 'text';
}
