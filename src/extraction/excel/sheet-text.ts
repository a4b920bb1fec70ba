import type { CellValue } from '../extraction.types.js';
import type { GridCell } from '../tables/grid.js';
import type { TextCollector } from '../text-collector.js';

/** A line for a row with values: cells stand apart by tabs, in their columns. */
export function addRowText(cells: readonly GridCell[], left: number, text: TextCollector): void {
  if (text.truncated) text.countLine(lengthOfLine(cells, left));
  else text.addLine(lineOf(cells, left));
}

function lineOf(cells: readonly GridCell[], left: number): string {
  let line = '';
  let column = left;
  for (const cell of cells) {
    line += '\t'.repeat(cell.column - column) + String(cell.value);
    column = cell.column;
  }
  return line;
}

/** The length of {@link lineOf}, which most rows of a long sheet need no more than. */
function lengthOfLine(cells: readonly GridCell[], left: number): number {
  let length = 0;
  let column = left;
  for (const cell of cells) {
    length += cell.column - column + lengthOfValue(cell.value);
    column = cell.column;
  }
  return length;
}

function lengthOfValue(value: Exclude<CellValue, null>): number {
  if (typeof value === 'string') return value.length;
  if (typeof value === 'boolean') return value ? 4 : 5;
  // Unlike String, this keeps no number for the next time: what it kept would be most of the memory of a long sheet.
  if (!Number.isSafeInteger(value)) return JSON.stringify(value).length;
  let length = value < 0 ? 2 : 1;
  const size = Math.abs(value);
  for (let power = 10; power <= size; power *= 10) length += 1;
  return length;
}
