import { DocumentFault } from '../../common/errors.js';
import type { ExtractedSheet, ExtractedTable, SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { ReaderContext, Reading } from '../reader.js';
import { bottom, type Grid, top, width } from '../tables/grid.js';
import { splitRegions } from '../tables/region-split.js';
import { buildTables, type TableDraft } from '../tables/table-builder.js';
import { createWarning } from '../warnings.js';
import { type ReadSheet, readSheet } from './sheet.reader.js';
import { addSheetText } from './sheet-text.js';
import { inspectPackage, type PackageFacts } from './workbook-package.js';
import { openStreaming, openWhole, type OpenWorkbook, type SheetRows } from './workbook-rows.js';

/** Above this, the workbook is streamed: held whole it would take more than some 150 MB. */
const MAX_WHOLE_CELLS = 300_000;
/** Cells that may be missing against the first count before it is said; the count takes empty results for values. */
const TOLERATED_SHARE = 0.01;

interface SheetResult {
  name: string;
  hidden: boolean;
  grid: Grid;
  drafts: TableDraft[];
}

/** Reads a workbook in the Office Open XML format: sheets, typed cells, tables. */
export async function readXlsx(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const { trace } = context;
  const facts = await trace.run('inspect', 0.1, 'Checking the workbook', () =>
    inspectPackage(file.path, context.limits),
  );
  const workbook = await trace.run('open', 0.4, 'Opening the workbook', () => openWorkbook(file.path, facts));
  const results = await trace.run('read_sheets', 0.95, 'Reading the sheets', (progress) =>
    readSheets(workbook, facts, context, (done, name) => {
      progress(done / Math.max(facts.worksheetCount, 1), `Reading sheet ${name}`);
    }),
  );
  return { engine: [engineInfo('exceljs')], metadata: workbook.metadata, pages: [], ...assemble(results) };
}

/** Either way of reading fails on files that the other one can read. */
async function openWorkbook(path: string, facts: PackageFacts): Promise<OpenWorkbook> {
  if (facts.cellCount > MAX_WHOLE_CELLS && facts.streamable) return openStreaming(path);
  try {
    return await openWhole(path);
  } catch (error) {
    if (facts.streamable) return openStreaming(path);
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, error);
  }
}

async function readSheets(
  workbook: OpenWorkbook,
  facts: PackageFacts,
  context: ReaderContext,
  onSheet: (done: number, name: string) => void,
): Promise<SheetResult[]> {
  const results: SheetResult[] = [];
  const sheets: ReadSheet[] = [];
  try {
    for await (const rows of workbook.sheets) {
      onSheet(results.length, rows.name);
      const sheet = await readSheet(rows);
      sheets.push(sheet);
      results.push(toResult(rows, sheet));
    }
  } catch (error) {
    if (error === context.signal?.reason) throw error;
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, error);
  }
  warnOfLosses(sheets, facts, context);
  const ordered = results.sort((a, b) => workbook.order.indexOf(a.name) - workbook.order.indexOf(b.name));
  for (const { name, grid } of ordered) addSheetText(name, grid, context.text);
  return ordered;
}

function toResult({ name, hidden }: SheetRows, { grid }: ReadSheet): SheetResult {
  return { name, hidden, grid, drafts: buildTables(splitRegions(grid)) };
}

function warnOfLosses(sheets: readonly ReadSheet[], facts: PackageFacts, { warn }: ReaderContext): void {
  for (const warning of sheets.flatMap(({ warnings }) => warnings)) warn(warning);
  const brokenBy = sheets.find((sheet) => sheet.brokenBy !== undefined)?.brokenBy;
  const read = sheets.reduce((sum, { valueCount }) => sum + valueCount, 0);
  if (read === 0 && brokenBy !== undefined) throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, brokenBy);
  if (read < facts.valueCount * (1 - TOLERATED_SHARE)) {
    warn(createWarning('warning.cells_missed', { count: facts.valueCount - read, total: facts.valueCount }));
  }
}

function assemble(results: readonly SheetResult[]): { sheets: ExtractedSheet[]; tables: ExtractedTable[] } {
  const tables: ExtractedTable[] = [];
  const sheets = results.map(({ name, hidden, grid, drafts }, index) => {
    const region = grid.region;
    const own = drafts.map(({ range, ...draft }, order) => ({
      id: `t${tables.length + order + 1}`,
      location: { sheet: name, range },
      ...draft,
    }));
    tables.push(...own);
    return {
      index,
      name,
      hidden,
      row_count: region ? bottom(region) - top(region) + 1 : 0,
      column_count: region ? width(region) : 0,
      tables: own.map(({ id }) => id),
    };
  });
  return { sheets, tables };
}
