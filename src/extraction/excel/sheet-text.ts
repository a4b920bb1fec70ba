import type { GridCell } from '../tables/grid.js';
import type { TextCollector } from '../text-collector.js';

/** A line for a row with values: cells stand apart by tabs, in their columns. */
export function addRowText(cells: readonly GridCell[], left: number, text: TextCollector): void {
  let line = '';
  let column = left;
  for (const cell of cells) {
    line += '\t'.repeat(cell.column - column) + String(cell.value);
    column = cell.column;
  }
  text.addLine(line);
}
