import * as codepages from '@e965/xlsx/dist/cpexcel.full.mjs';
import {
  type CellObject,
  type ParsingOptions,
  read,
  set_cptable,
  SSF,
  utils,
  type WorkBook,
  type WorkSheet,
} from '@e965/xlsx';
import { readFile } from 'node:fs/promises';
import { describeError, DocumentFault } from '../../common/errors.js';
import { toStorableText } from '../../common/text.js';
import type { CellValue, DocumentMetadata } from '../extraction.types.js';
import type { GridCell, GridRow } from '../tables/grid.js';
import { typeOfValue } from '../tables/value-type.js';
import { MAX_COLUMNS, MAX_ROWS } from './cell-reference.js';
import { NumberFormat } from './number-format.js';
import type { SheetFacts } from './sheet-facts.js';
import type { SheetSource, SheetState } from './sheet-source.js';
import { corrupt } from './zip-package.js';

/** The library holds all of a file at once, several times over. */
export const MAX_WHOLE_BYTES = 256 * 1024 * 1024;
/** The library takes bytes behind the text of a comment along. */
// eslint-disable-next-line no-control-regex -- the very characters that are to be removed
const TRAILING_CONTROLS = /[\u0000-\u001f]+$/;
/** How the library says that a file is encrypted; it has no codes. */
const ENCRYPTED = /password|encrypt/i;
/** The library's own declarations leave this part out. */
const FORMATS = SSF as { get_table(): Partial<Record<number, string>> };
const STATES: readonly SheetState[] = ['visible', 'hidden', 'very_hidden'];
/** Reads the texts of old workbooks in whatever code page they name. */
set_cptable(codepages);

export interface WholeWorkbook {
  sources: SheetSource[];
  metadata: DocumentMetadata;
  /** Names of the sheets that are charts; they are among the sources, without cells. */
  charts: string[];
}

/**
 * Reads a workbook of any format as a whole, as there is no reader that streams them. Throws ENCRYPTED_FILE or
 * CORRUPT_FILE.
 */
export async function openWhole(path: string, options: ParsingOptions = {}): Promise<WholeWorkbook> {
  const workbook = parse(await readFile(path), options);
  const date1904 = workbook.Workbook?.WBProps?.date1904 ?? false;
  const formats = new Map<string, NumberFormat>();
  const formatOf = (code: string): NumberFormat => {
    const format = formats.get(code) ?? new NumberFormat(code, date1904);
    formats.set(code, format);
    return format;
  };
  const sources = workbook.SheetNames.map((name, index) => {
    const state = STATES[workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0] ?? 'visible';
    return new WholeSheet(name, state, workbook.Sheets[name] ?? {}, formatOf);
  });
  const charts = workbook.SheetNames.filter((name) => workbook.Sheets[name]?.['!type'] === 'chart');
  return { sources, metadata: toMetadata(workbook), charts };
}

function parse(bytes: Buffer, options: ParsingOptions): WorkBook {
  try {
    return read(bytes, { dense: true, cellNF: true, cellText: false, cellHTML: false, ...options });
  } catch (error) {
    if (ENCRYPTED.test(describeError(error))) throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted', {}, error);
    throw corrupt(error);
  }
}

class WholeSheet implements SheetSource {
  readonly weight: number;
  private passed = 0;

  constructor(
    readonly name: string,
    readonly state: SheetState,
    private readonly sheet: WorkSheet,
    private readonly formatOf: (code: string) => NumberFormat,
  ) {
    this.weight = this.data.length;
  }

  done(): number {
    return this.passed / Math.max(this.weight, 1);
  }

  /** Rows and cells may be holes. */
  *rows(facts: SheetFacts): Generator<GridRow> {
    for (const { s: start, e: end } of this.sheet['!merges'] ?? []) {
      facts.addMergedRange({ top: start.r + 1, left: start.c + 1, bottom: end.r + 1, right: end.c + 1 });
    }
    for (const [index, cells] of this.data.entries()) {
      this.passed = index + 1;
      if (!cells && index < MAX_ROWS) continue;
      // The library takes any address for one; to go through holes up to the column AAAAAAA takes minutes.
      if (!cells || index >= MAX_ROWS || cells.length > MAX_COLUMNS) throw new Error('A cell is not on the sheet');
      const row: GridRow = { number: index + 1, cells: [] };
      cells.forEach((cell, column) => {
        if (cell) this.addCell(cell, row, column + 1, facts);
      });
      facts.countCells(row.cells.length);
      if (row.cells.length > 0) yield row;
    }
  }

  private get data(): (((CellObject | undefined)[] | null) | undefined)[] {
    return this.sheet['!data'] ?? [];
  }

  private addCell(cell: CellObject, row: GridRow, column: number, facts: SheetFacts): void {
    const read = readCell(cell, column, this.formatOf);
    if (read) row.cells.push(read);
    else if (cell.f !== undefined && cell.t !== 's') facts.formulas.add(row.number, column);
    if (!cell.l && !cell.c) return;
    const address = utils.encode_cell({ r: row.number - 1, c: column - 1 });
    if (cell.l) facts.addTarget(address, toStorableText(cell.l.Target));
    for (const { a: author, t: text } of cell.c ?? []) {
      facts.addComment(
        address,
        toStorableText(author ?? '').trim(),
        toStorableText(text).replace(TRAILING_CONTROLS, ''),
      );
    }
  }
}

/** Null for a cell without a value. */
function readCell(cell: CellObject, column: number, formatOf: (code: string) => NumberFormat): GridCell | null {
  const code = typeof cell.z === 'number' ? (FORMATS.get_table()[cell.z] ?? '') : (cell.z ?? '');
  const format = formatOf(code);
  const value = readValue(cell, format);
  if (value === null) return null;
  const type = cell.t === 'n' ? format.typeOf(value) : typeOfValue(value);
  return { column, value, type, format: code };
}

function readValue({ t: type, v: value }: CellObject, format: NumberFormat): CellValue {
  if (value === undefined || type === 'z') return null;
  if (type === 'e') return ERRORS[Number(value)] ?? '#ERROR!';
  if (value instanceof Date) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? format.read(value) : null;
  if (typeof value === 'boolean') return value;
  return value === '' ? null : toStorableText(value);
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
    creator: props?.Application,
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
