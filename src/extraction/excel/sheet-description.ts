import { bottom, type GridRow } from '../tables/grid.js';
import { TableBuilder } from '../tables/table-builder.js';
import type { SheetPlan } from '../tables/table-plan.js';
import type { TableStore } from '../tables/table-store.js';
import { TextCollector } from '../text-collector.js';
import { addRowText } from './sheet-text.js';
import type { SheetSource } from './sheet-source.js';

/** The tables and the text of a sheet, as its rows pass once from top to bottom. */
export class SheetDescription {
  readonly tables: TableBuilder[];
  readonly text: TextCollector;
  private readonly left: number;

  /** `growing`: further rows may belong to the tables at the bottom of what `plan` knows. */
  constructor(
    source: SheetSource,
    plan: SheetPlan,
    { store, maxTextBytes }: { store: TableStore; maxTextBytes: number },
    growing = false,
  ) {
    const end = plan.region ? bottom(plan.region) : 0;
    this.tables = plan.tables.map((table) => {
      const isOpen = growing && bottom(table.region) === end;
      return new TableBuilder(table, store.open(), isOpen ? Infinity : bottom(table.region));
    });
    this.text = new TextCollector(maxTextBytes);
    this.left = plan.region?.left ?? 1;
    if (source.unnamed !== true) this.text.addLine(source.name);
  }

  add(row: GridRow): void {
    addRowText(row.cells, this.left, this.text);
    for (const table of this.tables) table.add(row);
  }

  /** Whether every table has been given its rows to the last, and none beyond. */
  isComplete({ tables }: SheetPlan): boolean {
    return this.tables.every((table, index) => {
      const region = tables[index]?.region;
      return region !== undefined && bottom(region) === table.lastRow;
    });
  }

  /** Removes what has been written of it. */
  discard(): void {
    for (const { writer } of this.tables) writer.discard();
  }
}
