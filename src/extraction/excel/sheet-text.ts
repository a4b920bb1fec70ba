import type { Grid, GridRow } from '../tables/grid.js';
import type { TextCollector } from '../text-collector.js';

/** The sheet's name if it has one, then a line for every row with a value; cells stand apart by tabs, in their columns. */
export function addSheetText(name: string | null, grid: Grid, text: TextCollector): void {
  if (name !== null) text.addLine(name, '\n\n');
  const left = grid.region?.left ?? 1;
  for (const row of grid.rows) text.addLine(toLine(row, left));
}

function toLine({ cells }: GridRow, left: number): string {
  let line = '';
  let column = left;
  for (const cell of cells) {
    line += '\t'.repeat(cell.column - column) + String(cell.value);
    column = cell.column;
  }
  return line;
}
