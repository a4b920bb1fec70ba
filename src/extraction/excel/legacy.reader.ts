import { stat } from 'node:fs/promises';
import { DocumentFault } from '../../common/errors.js';
import type { SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { ReaderContext, Reading } from '../reader.js';
import { createWarning } from '../warnings.js';
import { inspectOpenDocument, type OpenDocumentSheet } from './open-document-facts.js';
import { finishSheets, readSheets } from './sheets.reader.js';
import type { SheetFacts } from './sheet-facts.js';
import type { SheetSource, SheetState } from './sheet-source.js';
import { MAX_WHOLE_BYTES, openWhole } from './whole-workbook.js';
import { corrupt, ZipPackage } from './zip-package.js';

const ODS = 'application/vnd.oasis.opendocument.spreadsheet';
const XLSB = 'application/vnd.ms-excel.sheet.binary.macroEnabled.12';

/** Reads xls (BIFF 5 and 8), xlsb and ods. */
export async function readLegacyWorkbook(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const { trace } = context;
  const known = await trace.run('inspect', 0.1, 'Checking the workbook', () => inspect(file, context));
  const { sources, metadata, charts } = await trace.run('open', 0.6, 'Opening the workbook', () =>
    openWhole(file.path),
  );
  for (const sheet of charts) context.warn(createWarning('warning.chart_sheet', { sheet }));
  const named = sources.map((source, index) => withFacts(source, known[index]));
  const read = await trace.run('read_sheets', 0.95, 'Reading the sheets', (progress) =>
    readSheets(named, context, progress),
  );
  return { engine: [engineInfo('@e965/xlsx')], metadata, pages: [], ...finishSheets(read, context) };
}

/** Checks the file and gives what is known of its sheets where the library does not tell. */
async function inspect({ path, mediaType }: SourceFile, context: ReaderContext): Promise<OpenDocumentSheet[]> {
  if (mediaType !== ODS && mediaType !== XLSB) {
    assertBytes((await stat(path)).size);
    return [];
  }
  const zip = await ZipPackage.open(path, context.limits, context.signal);
  try {
    assertBytes(zip.unpackedBytes);
    // The library unpacks without looking at what a part was declared to be.
    await zip.verify().catch((error: unknown) => {
      throw context.signal?.aborted === true ? error : corrupt(error);
    });
    return mediaType === ODS ? await inspectOpenDocument(zip, context.limits) : [];
  } finally {
    zip.close();
  }
}

function assertBytes(bytes: number): void {
  if (bytes > MAX_WHOLE_BYTES) {
    throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_unpacked', { limit: MAX_WHOLE_BYTES });
  }
}

/** A sheet with the name and state that the file gives it, where the library gives others. */
function withFacts(source: SheetSource, known: OpenDocumentSheet | undefined): SheetSource {
  if (!known) return source;
  const state: SheetState = known.hidden ? 'hidden' : 'visible';
  return {
    name: known.name,
    state,
    weight: source.weight,
    rows: (facts: SheetFacts) => source.rows(facts),
    done: () => source.done(),
  };
}
