import { join } from 'node:path';
import { DocumentFault } from '../../common/errors.js';
import type { ExtractedSheet, ExtractedTable } from '../extraction.types.js';
import type { SheetLayout } from '../layout/layout.types.js';
import type { ReaderContext } from '../reader.js';
import { bottom, rangeOf, top, width } from '../tables/grid.js';
import { createWarning } from '../warnings.js';
import { type ReadSheet, readSheet } from './sheet.reader.js';
import type { SheetSource } from './sheet-source.js';
import { assertCells } from './workbook-package.js';

/** Characters that the layouts of all sheets together may hold. */
const MAX_LAYOUT_CHARACTERS = 1024 * 1024;

export interface ReadSheets {
  sheets: ExtractedSheet[];
  sheetLayouts: SheetLayout[];
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

/** Reads sheet after sheet into tables and text. Throws CORRUPT_FILE when there is nothing but broken ones. */
export async function readSheets(
  sources: Iterable<SheetSource> | AsyncIterable<SheetSource>,
  { context, onSheet, order }: SheetsOptions,
): Promise<ReadSheets> {
  const read: ReadSheet[] = [];
  let values = 0;
  const options = {
    store: context.tables,
    spoolPath: join(context.outputDirectory, 'rows.spool'),
    maxTextBytes: context.text.maxBytes,
    layoutBudget: { characters: MAX_LAYOUT_CHARACTERS },
    onValues: (count: number): void => {
      values += count;
      assertCells(values, context.limits);
    },
  };
  try {
    for await (const source of sources) {
      onSheet(read.length, source.name);
      read.push(await readSheet(source, options));
    }
  } catch (error) {
    if (error instanceof DocumentFault || error === context.signal?.reason) throw error;
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, error);
  }
  warnOfLosses(read, context);
  if (order) {
    const names = order();
    read.sort((a, b) => names.indexOf(a.source.name) - names.indexOf(b.source.name));
  }
  for (const { text } of read) context.text.append(text, '\n\n');
  return { ...assemble(read, context), sheetLayouts: read.map(({ layout }) => layout), valueCount: values };
}

function warnOfLosses(sheets: readonly ReadSheet[], { warn }: ReaderContext): void {
  for (const warning of sheets.flatMap(({ warnings }) => warnings)) warn(warning);
  const brokenBy = sheets.find((sheet) => sheet.brokenBy !== undefined)?.brokenBy;
  if (brokenBy !== undefined && sheets.every(({ valueCount }) => valueCount === 0)) {
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, brokenBy);
  }
}

/** Gives the tables their ids, in the order of the sheets. */
function assemble(read: readonly ReadSheet[], context: ReaderContext): Pick<ReadSheets, 'sheets' | 'tables'> {
  const tables: ExtractedTable[] = [];
  const sheets = read.map(({ source: { name, hidden }, region, tables: builders }, index) => {
    const ids = builders.map((builder) => {
      const { range, ...draft } = builder.describe();
      const id = `t${tables.length + 1}`;
      tables.push({ id, location: { sheet: name, range }, ...draft });
      context.tables.finish(builder.writer, id, draft.columns);
      if (builder.hasEstimates) {
        const location = { sheet: name, range: rangeOf(builder.region) };
        context.warn(createWarning('warning.distinct_estimated', { range }, location));
      }
      return id;
    });
    return {
      index,
      name,
      hidden,
      row_count: region ? bottom(region) - top(region) + 1 : 0,
      column_count: region ? width(region) : 0,
      tables: ids,
    };
  });
  return { sheets, tables };
}
