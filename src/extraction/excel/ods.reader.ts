import type { SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { ReaderContext, Reading } from '../reader.js';
import { OpenDocumentContent, OpenDocumentSource } from './open-document/content-source.js';
import { listSheets } from './open-document/sheet-list.js';
import { META, readMetadata } from './open-document/metadata.js';
import { finishSheets, isFinal, readSheets } from './sheets.reader.js';
import { corrupt, ZipPackage } from './zip-package.js';

/** Reads an OpenDocument spreadsheet as a stream, in flat memory. */
export async function readOds(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const { trace, limits } = context;
  const zip = await ZipPackage.open(file.path, limits, context.signal);
  try {
    const list = await trace.run('inspect', 0.2, 'Checking the workbook', () =>
      listSheets(zip, limits).catch((error: unknown) => {
        throw isFinal(error, context) ? error : corrupt(error);
      }),
    );
    const content = new OpenDocumentContent(zip);
    const sources = list.map((sheet, index) => new OpenDocumentSource(content, index, sheet, 1));
    const read = await trace.run('read_sheets', 0.95, 'Reading the sheets', (progress) =>
      readSheets(sources, context, progress),
    );
    const metadata = zip.has(META) ? await readMetadata(zip) : {};
    return { engine: [engineInfo('saxes')], metadata, pages: [], ...finishSheets(read, context) };
  } finally {
    zip.close();
  }
}
