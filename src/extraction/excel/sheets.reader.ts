import { DocumentFault } from '../../common/errors.js';
import type { ExtractedSheet, ExtractedTable } from '../extraction.types.js';
import type { ReaderContext, Reading } from '../reader.js';
import type { StageProgress } from '../stage-trace.js';
import { bottom, top, width } from '../tables/grid.js';
import { createWarning } from '../warnings.js';
import { CellBudget } from './cell-budget.js';
import { type ReadSheet, readSheet } from './sheet.reader.js';
import type { SheetSource } from './sheet-source.js';
import { corrupt } from './zip-package.js';

/** Characters that the layouts of all sheets together may hold. */
const MAX_LAYOUT_CHARACTERS = 1024 * 1024;

/** The sheets of a workbook, gone through but not yet taken over into the extraction. */
export interface ReadSheets {
  sheets: ReadSheet[];
  /** Cells with a value over all sheets. */
  valueCount: number;
  isBroken: boolean;
}

/** Goes through sheet after sheet. Throws LIMIT_EXCEEDED; a sheet that is broken is read up to there. */
export async function readSheets(
  sources: readonly SheetSource[],
  context: ReaderContext,
  progress: StageProgress,
): Promise<ReadSheets> {
  const sheets: ReadSheet[] = [];
  const total = Math.max(
    sources.reduce((sum, { weight }) => sum + weight, 0),
    1,
  );
  const shared = {
    store: context.tables,
    maxTextBytes: context.text.maxBytes,
    budget: new CellBudget(context.limits),
    layoutBudget: { characters: MAX_LAYOUT_CHARACTERS },
    signal: context.signal,
  };
  let before = 0;
  for (const source of sources) {
    const tell = (message: string): void => {
      progress((before + source.weight * Math.min(source.done(), 1)) / total, message);
    };
    tell(`Reading sheet ${source.name}`);
    const onStep = (row: number): void => {
      tell(`Reading sheet ${source.name}, row ${row}`);
    };
    try {
      sheets.push(await readSheet(source, { ...shared, onStep }));
    } catch (error) {
      discardSheets(sheets);
      throw error;
    }
    before += source.weight;
  }
  const valueCount = sheets.reduce((sum, sheet) => sum + sheet.valueCount, 0);
  return { sheets, valueCount, isBroken: sheets.some(({ brokenBy }) => brokenBy !== undefined) };
}

/** Removes what has been written of sheets that are not taken over. */
export function discardSheets(sheets: readonly ReadSheet[]): void {
  for (const { description } of sheets) description.discard();
}

/** Takes sheets over into the extraction. Throws CORRUPT_FILE when there is nothing but broken ones. */
export function finishSheets(
  { sheets: read, valueCount }: ReadSheets,
  context: ReaderContext,
): Pick<Reading, 'sheets' | 'tables' | 'sheetLayouts'> {
  const broken = read.find(({ brokenBy }) => brokenBy !== undefined);
  if (broken && valueCount === 0) throw corrupt(broken.brokenBy);
  for (const sheet of read) warnOf(sheet, context);
  for (const { description } of read) context.text.append(description.text, '\n\n');
  const tables: ExtractedTable[] = [];
  const sheets = read.map((sheet, index) => describeSheet(sheet, index, tables, context));
  return { sheets, tables, sheetLayouts: read.map(({ layout }) => layout) };
}

function warnOf({ source: { name: sheet }, warnings, facts, plan }: ReadSheet, { warn }: ReaderContext): void {
  for (const warning of [...warnings, ...facts.formulas.warnings()]) warn(warning);
  const { missing, unlisted } = facts;
  if (missing > 0) warn(createWarning('warning.cells_missed', { sheet, count: missing }));
  if (unlisted > 0) warn(createWarning('warning.links_and_comments_cut', { sheet, count: unlisted }));
  if (plan.scattered) warn(createWarning('warning.sheet_scattered', { sheet }));
}

/** Gives the tables their ids, in the order of the sheets. */
function describeSheet(
  { source: { name, state }, plan, description, facts }: ReadSheet,
  index: number,
  tables: ExtractedTable[],
  context: ReaderContext,
): ExtractedSheet {
  const ids = description.tables.map((builder, number) => {
    const { range, ...draft } = builder.describe(plan.tables[number]?.region);
    const id = `t${tables.length + 1}`;
    const location = { sheet: name, range };
    tables.push({ id, location, ...draft });
    context.tables.finish(builder.writer, id, draft.columns);
    if (builder.hasEstimates) context.warn(createWarning('warning.distinct_estimated', { range }, location));
    return id;
  });
  const { region } = plan;
  return {
    index,
    name,
    hidden: state !== 'visible',
    ...(state === 'very_hidden' && { very_hidden: true as const }),
    row_count: region ? bottom(region) - top(region) + 1 : 0,
    column_count: region ? width(region) : 0,
    tables: ids,
    ...(facts.merges.length > 0 && { merged_cells: facts.mergedCells }),
    ...(facts.links.length > 0 && { hyperlinks: facts.links }),
    ...(facts.comments.length > 0 && { comments: facts.comments }),
  };
}

/** Whether an error is to end the extraction instead of being read around. */
export function isFinal(error: unknown, { signal }: ReaderContext): boolean {
  if (signal?.aborted === true) return true;
  return error instanceof DocumentFault && error.code !== 'CORRUPT_FILE';
}
