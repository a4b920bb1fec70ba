import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { DEFAULT_LIMITS } from '../extraction-options.mjs';

const dist = new URL('../../../dist/extraction/', import.meta.url);
const { READERS } = await loadReaders();
const { isReadable } = await import(new URL('../common/media-types.js', dist));
const { detectMediaType, SNIFF_BYTES } = await import(new URL('../documents/media-type-detector.js', dist));

const PDF = 'application/pdf';
const OPTIONS = { ocr: 'off', languages: ['eng'], pages: null, tables: true };

async function loadReaders() {
  const [{ readSpreadsheet }, { readPdf }] = await Promise.all([
    import(new URL('excel/excel.reader.js', dist)),
    import(new URL('pdf/pdf.reader.js', dist)),
  ]);
  return { READERS: { sheet: readSpreadsheet, pdf: readPdf } };
}

/** `{sheets: [{name, cells: Map("row:column" → value), truncated}], text, warnings}`, or why the file is refused. */
export async function readHere(path) {
  const { StageTrace } = await import(new URL('stage-trace.js', dist));
  const { TextCollector } = await import(new URL('text-collector.js', dist));
  const { TableStore } = await import(new URL('tables/table-store.js', dist));
  const directory = mkdtempSync(join(tmpdir(), 'readers-'));
  const mediaType = await mediaTypeOf(path);
  if (mediaType === null || !isReadable(mediaType)) return { refusal: `UNSUPPORTED: ${mediaType ?? 'unknown'}` };
  const text = new TextCollector(64 * 1024 * 1024);
  const warnings = [];
  try {
    const read = mediaType === PDF ? READERS.pdf : READERS.sheet;
    const reading = await read(
      { path, mediaType },
      {
        limits: DEFAULT_LIMITS,
        options: OPTIONS,
        trace: new StageTrace(() => undefined),
        text,
        ocr: {},
        outputDirectory: directory,
        tables: new TableStore(directory),
        warn: (warning) => warnings.push(warning),
      },
    );
    const sheets = (reading.sheetLayouts ?? []).map(({ sheet, cells, truncated }) => ({
      name: sheet,
      cells: new Map(cells.map(({ row, column, value }) => [`${row}:${column}`, value])),
      truncated,
    }));
    return { sheets, text: text.toString(), warnings };
  } catch (error) {
    return { refusal: `${error.code ?? 'ERROR'}: ${error.cause?.message ?? error.message}` };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The service goes by the content, not by the name. */
async function mediaTypeOf(path) {
  const { size } = statSync(path);
  const read = ({ start, end }) => Promise.resolve(createReadStream(path, { start, end }));
  const head = size === 0 ? Buffer.alloc(0) : await buffer(createReadStream(path, { end: SNIFF_BYTES - 1 }));
  return detectMediaType({ filename: basename(path), size, head, read });
}
