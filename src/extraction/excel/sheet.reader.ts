import type { Row } from 'exceljs';
import type { ExtractionWarning } from '../extraction.types.js';
import { columnLetters, Grid, type GridCell } from '../tables/grid.js';
import { createWarning } from '../warnings.js';
import { readCell } from './cell-value.js';
import type { SheetRows } from './workbook-rows.js';

/** Formulas without a result that are named one by one; the rest of a sheet is counted. */
const NAMED_FORMULAS = 5;

export interface ReadSheet {
  grid: Grid;
  warnings: ExtractionWarning[];
  valueCount: number;
  /** The error that ended the sheet early; what came before it is in the grid. */
  brokenBy: unknown;
}

/** Goes through the rows of a sheet once and keeps what has a value. */
export async function readSheet({ name, rows }: SheetRows): Promise<ReadSheet> {
  const sheet: ReadSheet = { grid: new Grid(), warnings: [], valueCount: 0, brokenBy: undefined };
  const withoutResult: string[] = [];
  try {
    for await (const row of rows) {
      const cells = readRow(row, withoutResult);
      sheet.valueCount += cells.length;
      sheet.grid.addRow({ number: row.number, cells });
    }
  } catch (error) {
    sheet.brokenBy = error;
    sheet.warnings.push(createWarning('warning.sheet_unreadable', { sheet: name }));
  }
  for (const cell of withoutResult.slice(0, NAMED_FORMULAS)) {
    sheet.warnings.push(createWarning('warning.formula_without_result', { cell }, { sheet: name, cell }));
  }
  const count = withoutResult.length - NAMED_FORMULAS;
  if (count > 0) sheet.warnings.push(createWarning('warning.more_formulas_without_result', { sheet: name, count }));
  return sheet;
}

function readRow(row: Row, withoutResult: string[]): GridCell[] {
  const cells: GridCell[] = [];
  row.eachCell((cell, column) => {
    const { value, kind, resultMissing } = readCell(cell);
    if (resultMissing) withoutResult.push(`${columnLetters(column)}${row.number}`);
    if (value !== null) cells.push({ column, value, kind });
  });
  return cells;
}
