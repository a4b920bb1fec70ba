import { DocumentFault } from '../../common/errors.js';
import type { DocumentMetadata, SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { ReaderContext, Reading } from '../reader.js';
import { createWarning } from '../warnings.js';
import { NumberFormat } from './number-format.js';
import { readPersons } from './ooxml/comments.js';
import { readProperties } from './ooxml/properties.js';
import { readSharedStrings } from './ooxml/shared-strings.js';
import { readNumberFormats } from './ooxml/styles.js';
import { readWorkbookParts, type WorkbookParts } from './ooxml/workbook-part.js';
import { WorksheetSource } from './ooxml/worksheet-source.js';
import { discardSheets, finishSheets, isFinal, type ReadSheets, readSheets } from './sheets.reader.js';
import type { SheetSource } from './sheet-source.js';
import { corrupt, ZipPackage } from './zip-package.js';

/** A workbook as one of the two readers gave it. */
interface Attempt {
  engine: string;
  metadata: DocumentMetadata;
  charts: readonly string[];
  read: ReadSheets;
}

/**
 * Reads a workbook in the Office Open XML format as a stream, in flat memory. One whose XML is broken is read once more
 * by a library that takes broken ones but holds the whole workbook; whichever finds more values is believed.
 */
export async function readXlsx(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const zip = await ZipPackage.open(file.path, context.limits, context.signal);
  try {
    const strict = await readStrictly(zip, context).catch((error: unknown) => {
      if (isFinal(error, context)) throw error;
      return error instanceof DocumentFault ? error : corrupt(error);
    });
    if (!(strict instanceof DocumentFault) && !strict.read.isBroken) return finish(strict, context);
    const tolerant = await readTolerantly(file, zip, context);
    const best = choose(strict, tolerant);
    if (best === tolerant) context.warn(createWarning('warning.read_tolerantly', { engine: best.engine }));
    return finish(best, context);
  } finally {
    zip.close();
  }
}

async function readStrictly(zip: ZipPackage, context: ReaderContext): Promise<Attempt> {
  const { trace } = context;
  const { sources, charts, parts } = await trace.run('open', 0.2, 'Opening the workbook', () => openWorksheets(zip));
  const metadata = await readProperties(zip, parts);
  const read = await trace.run('read_sheets', 0.95, 'Reading the sheets', (progress) =>
    readSheets(sources, context, progress),
  );
  return { engine: 'saxes', metadata, charts, read };
}

/** The worksheets of a workbook, and the names of its sheets that are charts. Throws CORRUPT_FILE when there are none. */
export async function openWorksheets(
  zip: ZipPackage,
): Promise<{ sources: SheetSource[]; charts: string[]; parts: WorkbookParts }> {
  const parts = await readWorkbookParts(zip);
  if (parts.sheets.length === 0) throw corrupt();
  const { date1904 } = parts;
  const cells = {
    strings: await readSharedStrings(zip, parts.sharedStrings),
    formats: await readNumberFormats(zip, parts.styles, date1904),
    general: new NumberFormat('', date1904),
    persons: await readPersons(zip, parts.persons),
  };
  const worksheets = parts.sheets.filter(({ isChart }) => !isChart);
  const charts = parts.sheets.filter(({ isChart }) => isChart).map(({ name }) => name);
  return { sources: worksheets.map((sheet) => new WorksheetSource(zip, sheet, cells)), charts, parts };
}

/** Null where it fails or the file is too large for it. */
async function readTolerantly(file: SourceFile, zip: ZipPackage, context: ReaderContext): Promise<Attempt | null> {
  // Few workbooks need this library, and it is large.
  const { MAX_WHOLE_BYTES, openWhole } = await import('./whole-workbook.js');
  if (zip.unpackedBytes > MAX_WHOLE_BYTES) return null;
  try {
    // What a part really unpacks to, the library does not look at.
    await zip.verify();
    const { sources, metadata, charts } = await openWhole(file.path);
    const read = await context.trace.run('read_sheets', 0.95, 'Reading the sheets once more', (progress) =>
      readSheets(sources, context, progress),
    );
    return { engine: '@e965/xlsx', metadata, charts, read };
  } catch (error) {
    if (isFinal(error, context)) throw error;
    return null;
  }
}

/** Throws the fault of the strict reader when the tolerant one has found nothing either. */
function choose(strict: Attempt | DocumentFault, tolerant: Attempt | null): Attempt {
  if (strict instanceof DocumentFault) {
    if (tolerant === null || tolerant.read.valueCount === 0) throw strict;
    return tolerant;
  }
  if (tolerant === null) return strict;
  const [best, other] = tolerant.read.valueCount > strict.read.valueCount ? [tolerant, strict] : [strict, tolerant];
  discardSheets(other.read.sheets);
  return best;
}

function finish({ engine, metadata, charts, read }: Attempt, context: ReaderContext): Reading {
  for (const sheet of charts) context.warn(createWarning('warning.chart_sheet', { sheet }));
  return { engine: [engineInfo(engine)], metadata, pages: [], ...finishSheets(read, context) };
}
