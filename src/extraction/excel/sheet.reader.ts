import { DocumentFault } from '../../common/errors.js';
import type { ExtractionWarning } from '../extraction.types.js';
import type { SheetLayout } from '../layout/layout.types.js';
import { Grid, type GridRow } from '../tables/grid.js';
import { isSamePlan, planSheet, type SheetPlan } from '../tables/table-plan.js';
import type { TableStore } from '../tables/table-store.js';
import { createWarning } from '../warnings.js';
import type { CellBudget } from './cell-budget.js';
import { SheetDescription } from './sheet-description.js';
import { SheetFacts } from './sheet-facts.js';
import { type LayoutBudget, SheetLayoutCollector } from './sheet-layout.js';
import type { SheetSource } from './sheet-source.js';

/** Rows of so many cells are held before a decision on where the tables are. */
const MAX_HELD_CELLS = 50_000;
/** Progress is told, and a cancellation heard, after so many cells or rows. */
const STEP = 20_000;

export interface ReadSheet {
  source: SheetSource;
  plan: SheetPlan;
  description: SheetDescription;
  facts: SheetFacts;
  layout: SheetLayout;
  warnings: ExtractionWarning[];
  valueCount: number;
  /** The error that ended the sheet early; what came before it has been read. */
  brokenBy: unknown;
}

export interface SheetReaderOptions {
  store: TableStore;
  maxTextBytes: number;
  budget: CellBudget;
  /** Shared by all sheets of a workbook. */
  layoutBudget: LayoutBudget;
  /** Is called every now and then with the number of the row; may throw. */
  onStep: (row: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Goes through the rows of a sheet. Of a small one they are held until it is known where its tables are. Of a large one
 * that is decided by its beginning, and the rest is described as it passes; should the rest prove that wrong, the sheet
 * is gone through once more. Memory does not grow with the number of rows.
 */
export async function readSheet(source: SheetSource, options: SheetReaderOptions): Promise<ReadSheet> {
  const pass = new FirstPass(source, options);
  let brokenBy: unknown;
  try {
    for await (const row of source.rows(pass.facts)) pass.add(row);
  } catch (error) {
    if (isFinal(error, options)) {
      pass.description?.discard();
      throw error;
    }
    brokenBy = error;
  }
  const { grid, facts, layout, valueCount } = pass;
  const plan = planSheet(grid, facts.merges);
  const description = pass.finish(plan) ?? (await describeAgain(source, plan, options));
  const { name } = source;
  const warnings = brokenBy === undefined ? [] : [createWarning('warning.sheet_unreadable', { sheet: name })];
  return {
    source,
    plan,
    description,
    facts,
    layout: layout.layout(name, source.state !== 'visible'),
    warnings,
    valueCount,
    brokenBy,
  };
}

/** Whether an error is none of the sheet's but ends the whole reading. */
function isFinal(error: unknown, { signal }: SheetReaderOptions): boolean {
  return error instanceof DocumentFault || signal?.aborted === true;
}

class FirstPass {
  readonly grid = new Grid();
  readonly facts: SheetFacts;
  readonly layout: SheetLayoutCollector;
  valueCount = 0;
  description: SheetDescription | null = null;
  private plan: SheetPlan | null = null;
  private held: GridRow[] = [];
  private sinceStep = 0;

  constructor(
    private readonly source: SheetSource,
    private readonly options: SheetReaderOptions,
  ) {
    this.facts = new SheetFacts(source.name, options.budget);
    this.layout = new SheetLayoutCollector(options.layoutBudget);
  }

  add(row: GridRow): void {
    this.step(row);
    this.valueCount += row.cells.length;
    this.grid.addRow(row);
    this.layout.add(row);
    if (this.description) this.description.add(row);
    else {
      this.held.push(row);
      if (this.valueCount > MAX_HELD_CELLS) this.begin(planSheet(this.grid, this.facts.merges), true);
    }
  }

  /** The description, if it is as `plan` wants it. */
  finish(plan: SheetPlan): SheetDescription | null {
    if (!this.plan || !this.description) return this.begin(plan, false);
    if (isSamePlan(this.plan, plan) && this.description.isComplete(plan)) return this.description;
    this.description.discard();
    return null;
  }

  private begin(plan: SheetPlan, growing: boolean): SheetDescription {
    this.plan = plan;
    this.description = new SheetDescription(this.source, plan, this.options, growing);
    for (const row of this.held) this.description.add(row);
    this.held = [];
    return this.description;
  }

  private step(row: GridRow): void {
    this.sinceStep += row.cells.length + 1;
    if (this.sinceStep < STEP) return;
    this.sinceStep = 0;
    this.options.onStep(row.number);
  }
}

async function describeAgain(
  source: SheetSource,
  plan: SheetPlan,
  options: SheetReaderOptions,
): Promise<SheetDescription> {
  const description = new SheetDescription(source, plan, options);
  let cells = 0;
  try {
    for await (const row of source.rows(new SheetFacts(source.name))) {
      description.add(row);
      cells += row.cells.length + 1;
      if (cells < STEP) continue;
      cells = 0;
      options.onStep(row.number);
    }
  } catch (error) {
    // The first pass has told of a broken sheet.
    if (isFinal(error, options)) {
      description.discard();
      throw error;
    }
  }
  return description;
}
