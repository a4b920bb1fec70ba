import { DocumentFault } from '../../common/errors.js';
import type { SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { ReaderContext, Reading } from '../reader.js';
import { createWarning } from '../warnings.js';
import { readSheets } from './sheets.reader.js';
import { inspectPackage, type PackageFacts } from './workbook-package.js';
import { openStreaming, openWhole, type OpenWorkbook } from './workbook-rows.js';

/** Above this, the workbook is streamed: held whole it would take more than some 150 MB. */
const MAX_WHOLE_CELLS = 300_000;
/** Cells that may be missing against the first count before it is said; the count takes empty results for values. */
const TOLERATED_SHARE = 0.01;

/** Reads a workbook in the Office Open XML format: sheets, typed cells, tables. */
export async function readXlsx(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const { trace } = context;
  const facts = await trace.run('inspect', 0.1, 'Checking the workbook', () =>
    inspectPackage(file.path, context.limits),
  );
  for (const sheet of facts.chartSheets) context.warn(createWarning('warning.chart_sheet', { sheet }));
  const workbook = await trace.run('open', 0.4, 'Opening the workbook', () => openWorkbook(file.path, facts));
  const { valueCount, ...read } = await trace.run('read_sheets', 0.95, 'Reading the sheets', (progress) =>
    readSheets(workbook.sheets, {
      context,
      order: () => workbook.order,
      onSheet: (done, name) => {
        progress(done / Math.max(facts.worksheetCount, 1), `Reading sheet ${name}`);
      },
    }),
  );
  if (valueCount < facts.valueCount * (1 - TOLERATED_SHARE)) {
    const params = { count: facts.valueCount - valueCount, total: facts.valueCount };
    context.warn(createWarning('warning.cells_missed', params));
  }
  return { engine: [engineInfo('exceljs')], metadata: workbook.metadata, pages: [], ...read };
}

/** Either way of reading fails on files that the other one can read. */
async function openWorkbook(path: string, facts: PackageFacts): Promise<OpenWorkbook> {
  if (facts.cellCount > MAX_WHOLE_CELLS && facts.streamable) return openStreaming(path, facts.dates);
  try {
    return await openWhole(path, facts.dates);
  } catch (error) {
    if (facts.streamable) return openStreaming(path, facts.dates);
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, error);
  }
}
