import { DocumentFault } from '../../common/errors.js';
import type { ExtractionWarning } from '../extraction.types.js';
import { Grid } from '../tables/grid.js';
import { createWarning } from '../warnings.js';
import type { SheetSource } from './sheet-source.js';

export interface ReadSheet {
  grid: Grid;
  warnings: ExtractionWarning[];
  valueCount: number;
  /** The error that ended the sheet early; what came before it is in the grid. */
  brokenBy: unknown;
}

/** Goes through the rows of a sheet once and keeps what has a value; `onValues` is told the number of each row. */
export async function readSheet(
  { name, rows, warnings }: SheetSource,
  onValues: (count: number) => void,
): Promise<ReadSheet> {
  const sheet: ReadSheet = { grid: new Grid(), warnings: [], valueCount: 0, brokenBy: undefined };
  try {
    for await (const row of rows) {
      onValues(row.cells.length);
      sheet.valueCount += row.cells.length;
      sheet.grid.addRow(row);
    }
  } catch (error) {
    if (error instanceof DocumentFault) throw error;
    sheet.brokenBy = error;
    sheet.warnings.push(createWarning('warning.sheet_unreadable', { sheet: name }));
  }
  sheet.warnings.push(...warnings());
  return sheet;
}
