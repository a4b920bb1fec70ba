import { DocumentFault } from '../../common/errors.js';
import type { ExtractionLimits } from '../extraction.types.js';

/** The cells that may still be read of a workbook, those that merely have a format among them. */
export class CellBudget {
  private spent = 0;

  constructor(private readonly limits: ExtractionLimits) {}

  /** Throws LIMIT_EXCEEDED. */
  spend(count: number): void {
    this.spent += count;
    const limit = this.limits.maxCells;
    if (this.spent > limit) throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_cells', { limit });
  }
}
