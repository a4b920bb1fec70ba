import type { SheetCell, SheetLayout } from '../layout/layout.types.js';
import type { GridRow } from '../tables/grid.js';
import { displayedText } from './displayed-text.js';

/** Of one sheet, so that a long list leaves something for the sheets behind it. */
const MAX_CELLS = 20_000;

/** Characters that may still be kept over all sheets of a workbook. */
export interface LayoutBudget {
  characters: number;
}

/** Keeps the first cells of a sheet as they are read, while they are few and the workbook's budget lasts. */
export class SheetLayoutCollector {
  private readonly cells: SheetCell[] = [];
  private truncated = false;

  constructor(private readonly budget: LayoutBudget) {}

  add({ number, cells }: GridRow): void {
    if (this.truncated) return;
    for (const cell of cells) {
      const text = displayedText(cell);
      if (text === '') continue;
      if (this.cells.length === MAX_CELLS || text.length > this.budget.characters) {
        this.truncated = true;
        return;
      }
      this.budget.characters -= text.length;
      this.cells.push({ row: number, column: cell.column, text, value: cell.value });
    }
  }

  layout(sheet: string, hidden: boolean): SheetLayout {
    return { sheet, hidden, cells: this.cells, truncated: this.truncated };
  }
}
