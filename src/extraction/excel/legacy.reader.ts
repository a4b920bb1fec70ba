import * as codepages from '@e965/xlsx/dist/cpexcel.full.mjs';
import { type CellObject, read, set_cptable, SSF, type WorkBook, type WorkSheet } from '@e965/xlsx';
import { readFile, stat } from 'node:fs/promises';
import { describeError, DocumentFault } from '../../common/errors.js';
import type { CellValue, DocumentMetadata, ExtractionLimits, SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { ReaderContext, Reading } from '../reader.js';
import type { GridCell, GridRow } from '../tables/grid.js';
import { createWarning } from '../warnings.js';
import { FormulaTally } from './formula-tally.js';
import { formatSerial, kindOf } from './number-format.js';
import { inspectOpenDocument, type OpenDocumentSheet } from './open-document-facts.js';
import type { SheetSource } from './sheet-source.js';
import { readSheets } from './sheets.reader.js';
import { inspectZip } from './zip-package.js';

const ODS = 'application/vnd.oasis.opendocument.spreadsheet';
const XLSB = 'application/vnd.ms-excel.sheet.binary.macroEnabled.12';
/** The library holds all of a file at once, several times over. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;
/** How the library says that a file is encrypted; it has no codes. */
const ENCRYPTED = /password|encrypt/i;
/** The library's own declarations leave this part out. */
const FORMATS = SSF as { is_date(format: string): boolean; get_table(): Partial<Record<number, string>> };
/** Reads the texts of old workbooks in whatever code page they name. */
set_cptable(codepages);

/** Reads xls (BIFF 5 and 8), xlsb and ods: whole files, as there is no reader that streams them. */
export async function readLegacyWorkbook(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const { trace, limits } = context;
  const known = await trace.run('inspect', 0.1, 'Checking the workbook', () => inspect(file, limits));
  const workbook = await trace.run('open', 0.6, 'Opening the workbook', () => openWorkbook(file.path));
  const sources = toSources(workbook, known, context);
  const { valueCount: _values, ...read } = await trace.run('read_sheets', 0.95, 'Reading the sheets', (progress) =>
    readSheets(sources, {
      context,
      onSheet: (done, name) => {
        progress(done / Math.max(sources.length, 1), `Reading sheet ${name}`);
      },
    }),
  );
  return { engine: [engineInfo('@e965/xlsx')], metadata: toMetadata(workbook), pages: [], ...read };
}

/** Checks the file and gives what is known of its sheets where the library does not tell. */
async function inspect({ path, mediaType }: SourceFile, limits: ExtractionLimits): Promise<OpenDocumentSheet[]> {
  if (mediaType === ODS) {
    const { sheets, unpackedBytes } = await inspectOpenDocument(path, limits);
    assertBytes(unpackedBytes);
    return sheets;
  }
  const isPackage = mediaType === XLSB;
  const bytes = isPackage
    ? (await inspectZip(path, limits, 'xl/workbook.bin', () => null)).unpackedBytes
    : (await stat(path)).size;
  assertBytes(bytes);
  return [];
}

function assertBytes(bytes: number): void {
  if (bytes > MAX_UNPACKED_BYTES) {
    throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_unpacked', { limit: MAX_UNPACKED_BYTES });
  }
}

async function openWorkbook(path: string): Promise<WorkBook> {
  const bytes = await readFile(path);
  try {
    return read(bytes, { dense: true, cellNF: true, cellText: false, cellHTML: false });
  } catch (error) {
    const message = describeError(error);
    if (ENCRYPTED.test(message)) throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted', {}, error);
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, error);
  }
}

function toSources(workbook: WorkBook, known: readonly OpenDocumentSheet[], { warn }: ReaderContext): SheetSource[] {
  const date1904 = workbook.Workbook?.WBProps?.date1904 ?? false;
  return workbook.SheetNames.map((key, index) => {
    const sheet: WorkSheet = workbook.Sheets[key] ?? {};
    const name = known[index]?.name ?? key;
    const formulas = new FormulaTally(name);
    if (sheet['!type'] === 'chart') warn(createWarning('warning.chart_sheet', { sheet: name }));
    return {
      name,
      hidden: known[index]?.hidden ?? (workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0,
      rows: rowsOf(sheet, date1904, formulas),
      warnings: () => formulas.warnings(),
    };
  });
}

/** Rows and cells may be holes. */
function* rowsOf(sheet: WorkSheet, date1904: boolean, formulas: FormulaTally): Generator<GridRow> {
  const rows = (sheet['!data'] ?? []) as (((CellObject | undefined)[] | null) | undefined)[];
  for (const [index, row] of rows.entries()) {
    const cells: GridCell[] = [];
    row?.forEach((cell, column) => {
      const read = cell && readCell(cell, date1904);
      if (!read) return;
      if (read.value !== null)
        cells.push({ column: column + 1, value: read.value, kind: read.kind, format: read.format });
      else if (cell.f !== undefined) formulas.add(index + 1, column + 1);
    });
    yield { number: index + 1, cells };
  }
}

function readCell(
  cell: CellObject,
  date1904: boolean,
): {
  value: CellValue;
  kind: GridCell['kind'];
  format: string;
} {
  const format = typeof cell.z === 'number' ? (FORMATS.get_table()[cell.z] ?? '') : (cell.z ?? '');
  const value = toPlain(cell, format, date1904);
  return { value, kind: typeof value === 'number' ? kindOf(format) : 'plain', format };
}

function toPlain({ t: type, v: value }: CellObject, format: string, date1904: boolean): CellValue {
  if (value === undefined || type === 'z') return null;
  if (type === 'e') return ERRORS[Number(value)] ?? '#ERROR!';
  if (value instanceof Date) return null;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return null;
    return FORMATS.is_date(format) ? formatSerial(value, format, date1904) : value;
  }
  return value === '' ? null : value;
}

/** Error values by the codes that workbooks store. */
const ERRORS: Partial<Record<number, string>> = {
  0x00: '#NULL!',
  0x07: '#DIV/0!',
  0x0f: '#VALUE!',
  0x17: '#REF!',
  0x1d: '#NAME?',
  0x24: '#NUM!',
  0x2a: '#N/A',
  0x2b: '#GETTING_DATA',
};

function toMetadata({ Props: props }: WorkBook): DocumentMetadata {
  const texts = {
    title: props?.Title,
    author: props?.Author,
    subject: props?.Subject,
    keywords: props?.Keywords,
    description: props?.Comments,
    category: props?.Category,
    company: props?.Company,
    last_modified_by: props?.LastAuthor,
  };
  const times = { created_at: props?.CreatedDate, modified_at: props?.ModifiedDate };
  return Object.fromEntries([
    ...Object.entries(texts).filter(([, text]) => typeof text === 'string' && text !== ''),
    ...Object.entries(times).flatMap(([name, time]) => {
      // Whatever the type says, some formats give text.
      const date = new Date((time as Date | string | undefined) ?? NaN);
      return Number.isNaN(date.getTime()) ? [] : [[name, date.toISOString()] as const];
    }),
  ]);
}
