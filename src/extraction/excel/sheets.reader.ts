import { DocumentFault } from '../../common/errors.js';
import type { ExtractedSheet, ExtractedTable } from '../extraction.types.js';
import type { ReaderContext } from '../reader.js';
import { bottom, type Grid, top, width } from '../tables/grid.js';
import { splitRegions } from '../tables/region-split.js';
import { buildTables, type TableDraft } from '../tables/table-builder.js';
import { type ReadSheet, readSheet } from './sheet.reader.js';
import type { SheetSource } from './sheet-source.js';
import { addSheetText } from './sheet-text.js';
import { assertCells } from './workbook-package.js';

export interface ReadSheets {
  sheets: ExtractedSheet[];
  tables: ExtractedTable[];
  /** Cells with a value over all sheets. */
  valueCount: number;
}

interface SheetsOptions {
  context: ReaderContext;
  onSheet: (done: number, name: string) => void;
  /** The names of the sheets in the order of the workbook, asked for once all have passed. */
  order?: () => readonly string[];
}

interface SheetResult {
  source: SheetSource;
  grid: Grid;
  drafts: TableDraft[];
}

/** Reads sheet after sheet into tables and text. Throws CORRUPT_FILE when there is nothing but broken ones. */
export async function readSheets(
  sources: Iterable<SheetSource> | AsyncIterable<SheetSource>,
  { context, onSheet, order }: SheetsOptions,
): Promise<ReadSheets> {
  const results: SheetResult[] = [];
  const read: ReadSheet[] = [];
  let values = 0;
  try {
    for await (const source of sources) {
      onSheet(results.length, source.name);
      const sheet = await readSheet(source, (count) => {
        values += count;
        assertCells(values, context.limits);
      });
      read.push(sheet);
      results.push({ source, grid: sheet.grid, drafts: buildTables(splitRegions(sheet.grid)) });
    }
  } catch (error) {
    if (error instanceof DocumentFault || error === context.signal?.reason) throw error;
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, error);
  }
  warnOfLosses(read, context);
  if (order) {
    const names = order();
    results.sort((a, b) => names.indexOf(a.source.name) - names.indexOf(b.source.name));
  }
  for (const { source, grid } of results) addSheetText(source.unnamed ? null : source.name, grid, context.text);
  return { ...assemble(results), valueCount: values };
}

function warnOfLosses(sheets: readonly ReadSheet[], { warn }: ReaderContext): void {
  for (const warning of sheets.flatMap(({ warnings }) => warnings)) warn(warning);
  const brokenBy = sheets.find((sheet) => sheet.brokenBy !== undefined)?.brokenBy;
  if (brokenBy !== undefined && sheets.every(({ valueCount }) => valueCount === 0)) {
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, brokenBy);
  }
}

function assemble(results: readonly SheetResult[]): { sheets: ExtractedSheet[]; tables: ExtractedTable[] } {
  const tables: ExtractedTable[] = [];
  const sheets = results.map(({ source: { name, hidden }, grid, drafts }, index) => {
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
