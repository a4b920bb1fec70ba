import { stat } from 'node:fs/promises';
import { DocumentFault } from '../../common/errors.js';
import type { SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { ReaderContext, Reading } from '../reader.js';
import { createWarning } from '../warnings.js';
import { finishSheets, isFinal, readSheets } from './sheets.reader.js';
import { MAX_WHOLE_BYTES, openWhole } from './whole-workbook.js';
import { corrupt, ZipPackage } from './zip-package.js';

const XLSB = 'application/vnd.ms-excel.sheet.binary.macroEnabled.12';

/** Reads xls (BIFF 5 and 8) and xlsb. */
export async function readLegacyWorkbook(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const { trace } = context;
  await trace.run('inspect', 0.1, 'Checking the workbook', () => inspect(file, context));
  const { sources, metadata, charts } = await trace.run('open', 0.6, 'Opening the workbook', () =>
    // A formula of these formats always has a result; to write it out fails on some that nobody asks for.
    openWhole(file.path, { cellFormula: false }),
  );
  for (const sheet of charts) context.warn(createWarning('warning.chart_sheet', { sheet }));
  const read = await trace.run('read_sheets', 0.95, 'Reading the sheets', (progress) =>
    readSheets(sources, context, progress),
  );
  return { engine: [engineInfo('@e965/xlsx')], metadata, pages: [], ...finishSheets(read, context) };
}

/** Throws ENCRYPTED_FILE, CORRUPT_FILE or LIMIT_EXCEEDED. */
async function inspect({ path, mediaType }: SourceFile, context: ReaderContext): Promise<void> {
  if (mediaType !== XLSB) {
    assertBytes((await stat(path)).size);
    return;
  }
  const zip = await ZipPackage.open(path, context.limits, context.signal);
  try {
    assertBytes(zip.unpackedBytes);
    // The library unpacks without looking at what a part was declared to be.
    await zip.verify().catch((error: unknown) => {
      throw isFinal(error, context) ? error : corrupt(error);
    });
  } finally {
    zip.close();
  }
}

function assertBytes(bytes: number): void {
  if (bytes > MAX_WHOLE_BYTES) {
    throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_unpacked', { limit: MAX_WHOLE_BYTES });
  }
}
