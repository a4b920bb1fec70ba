import type { ExtractionWarning } from '../extraction.types.js';
import { columnLetters } from '../tables/grid.js';
import { createWarning } from '../warnings.js';

/** Formulas without a result that are named one by one; the rest of a sheet is counted. */
const NAMED_FORMULAS = 5;

/** Keeps account of a sheet's formulas of which no result is stored. */
export class FormulaTally {
  private readonly named: string[] = [];
  private count = 0;

  constructor(private readonly sheet: string) {}

  add(row: number, column: number): void {
    this.count += 1;
    if (this.named.length < NAMED_FORMULAS) this.named.push(`${columnLetters(column)}${row}`);
  }

  warnings(): ExtractionWarning[] {
    const { sheet } = this;
    const warnings = this.named.map((cell) =>
      createWarning('warning.formula_without_result', { cell }, { sheet, cell }),
    );
    const count = this.count - this.named.length;
    if (count > 0) warnings.push(createWarning('warning.more_formulas_without_result', { sheet, count }));
    return warnings;
  }
}
