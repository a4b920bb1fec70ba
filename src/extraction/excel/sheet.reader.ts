import { DocumentFault } from '../../common/errors.js';
import type { ExtractionWarning } from '../extraction.types.js';
import { Grid, type Region, type RowRun } from '../tables/grid.js';
import { splitRegions } from '../tables/region-split.js';
import { RowSpool } from '../tables/row-spool.js';
import { planTables, type RegionReader, showRow, type TableBuilder } from '../tables/table-builder.js';
import type { TableStore } from '../tables/table-store.js';
import type { SheetLayout } from '../layout/layout.types.js';
import { TextCollector } from '../text-collector.js';
import { createWarning } from '../warnings.js';
import { type LayoutBudget, SheetLayoutCollector } from './sheet-layout.js';
import type { SheetSource } from './sheet-source.js';
import { addRowText } from './sheet-text.js';

export interface ReadSheet {
  source: SheetSource;
  /** The used range, null for an empty sheet. */
  region: Region | null;
  tables: TableBuilder[];
  text: TextCollector;
  layout: SheetLayout;
  warnings: ExtractionWarning[];
  valueCount: number;
  /** The error that ended the sheet early; what came before it has been read. */
  brokenBy: unknown;
}

export interface SheetReaderOptions {
  store: TableStore;
  /** For the rows between the two passes. */
  spoolPath: string;
  maxTextBytes: number;
  /** Shared by all sheets of a workbook. */
  layoutBudget: LayoutBudget;
  /** Is told of each row how many values it has. */
  onValues: (count: number) => void;
}

/**
 * Goes through the rows of a sheet: once to see where on it the tables are, and once more through a copy to describe
 * them. Memory does not grow with the number of rows.
 */
export async function readSheet(source: SheetSource, options: SheetReaderOptions): Promise<ReadSheet> {
  const grid = new Grid();
  const spool = new RowSpool(options.spoolPath);
  try {
    const first = await lookThrough(source, grid, spool, options);
    const { tables, captions } = planTables(splitRegions(grid), () => options.store.open());
    const text = new TextCollector(options.maxTextBytes);
    if (source.unnamed !== true) text.addLine(source.name);
    await describe(grid, spool, [...captions, ...tables], text);
    return { source, region: grid.region, tables, text, ...first };
  } finally {
    spool.close();
  }
}

async function lookThrough(
  { name, hidden, rows, warnings }: SheetSource,
  grid: Grid,
  spool: RowSpool,
  { onValues, layoutBudget }: SheetReaderOptions,
): Promise<Pick<ReadSheet, 'layout' | 'warnings' | 'valueCount' | 'brokenBy'>> {
  const found: ExtractionWarning[] = [];
  const layout = new SheetLayoutCollector(layoutBudget);
  let valueCount = 0;
  let brokenBy: unknown;
  try {
    for await (const row of rows) {
      onValues(row.cells.length);
      valueCount += row.cells.length;
      grid.addRow(row);
      layout.add(row);
      spool.add(row);
    }
  } catch (error) {
    if (error instanceof DocumentFault) throw error;
    brokenBy = error;
    found.push(createWarning('warning.sheet_unreadable', { sheet: name }));
  }
  return { layout: layout.layout(name, hidden), warnings: [...found, ...warnings()], valueCount, brokenBy };
}

async function describe(
  grid: Grid,
  spool: RowSpool,
  readers: readonly RegionReader[],
  text: TextCollector,
): Promise<void> {
  const readersOf = new Map<RowRun, RegionReader[]>();
  for (const reader of readers) {
    for (const run of reader.region.runs) readersOf.set(run, [...(readersOf.get(run) ?? []), reader]);
  }
  const left = grid.region?.left ?? 1;
  const runs = grid.runs.values();
  let ofRun: readonly RegionReader[] = [];
  let remaining = 0;
  for await (const { cells } of spool.read()) {
    if (remaining === 0) {
      const run = runs.next().value;
      ofRun = (run && readersOf.get(run)) ?? [];
      remaining = run?.count ?? 0;
    }
    remaining -= 1;
    addRowText(cells, left, text);
    for (const reader of ofRun) showRow(reader, cells);
  }
}
