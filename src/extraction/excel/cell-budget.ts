import { DocumentFault } from '../../common/errors.js';
import type { ExtractionLimits } from '../extraction.types.js';

/**
 * The cells that may still be read of a workbook, those that merely have a format among them, and their characters: a
 * text that many cells share is stored once in the file, but again for each of them here.
 */
export class CellBudget {
  private spent = 0;
  private characters = 0;

  constructor(private readonly limits: ExtractionLimits) {}

  /** Throws LIMIT_EXCEEDED. */
  spend(count: number, characters = 0): void {
    this.spent += count;
    this.characters += characters;
    const limit = this.limits.maxCells;
    if (this.spent > limit) throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_cells', { limit });
    const bytes = this.limits.maxDecompressedBytes;
    if (this.characters > bytes) throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_unpacked', { limit: bytes });
  }
}
