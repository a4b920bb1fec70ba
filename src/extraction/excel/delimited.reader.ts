import { type CsvError, type Options, parse, type Parser } from 'csv-parse';
import iconv from 'iconv-lite';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type DelimitedLook, lookOfText } from '../../common/delimited-text.js';
import { DocumentFault } from '../../common/errors.js';
import { decodeSample, detectEncoding } from '../../common/text-encoding.js';
import type { SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { ReaderContext, Reading } from '../reader.js';
import type { GridCell, GridRow } from '../tables/grid.js';
import { typeOfValue } from '../tables/value-type.js';
import { createWarning } from '../warnings.js';
import type { SheetFacts } from './sheet-facts.js';
import type { SheetSource } from './sheet-source.js';
import { finishSheets, readSheets } from './sheets.reader.js';
import { readText } from './text-cell.js';
import { sampleText } from './text-sample.js';
import { corrupt } from './zip-package.js';

/** Spreadsheet programs call the only sheet so. */
const SHEET_NAME = 'Sheet1';
/** A longer record is one whose quote is never closed. */
const MAX_RECORD_CHARACTERS = 1024 * 1024;
const UNCLOSED_QUOTE: readonly CsvError['code'][] = ['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE'];

interface TextFile extends DelimitedLook {
  path: string;
  size: number;
  encoding: string;
}

/** Reads csv and tsv in flat memory, whatever their delimiter and encoding. */
export async function readDelimited(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const { trace } = context;
  const text = await trace.run('inspect', 0.1, 'Finding encoding and delimiter', () => inspect(file.path));
  const source = new DelimitedSource(text, context);
  const read = await trace.run('read_sheets', 0.95, 'Reading the rows', (progress) =>
    readSheets([source], context, progress),
  );
  const broken = read.sheets[0]?.brokenBy;
  if (broken !== undefined) throw corrupt(broken);
  const metadata = { encoding: text.encoding, delimiter: text.delimiter };
  return { engine: [engineInfo('csv-parse')], metadata, pages: [], ...finishSheets(read, context) };
}

async function inspect(path: string): Promise<TextFile> {
  const { bytes, isCut } = await sampleText(path);
  const encoding = detectEncoding(bytes);
  if (encoding === null) throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt');
  const look = lookOfText(decodeSample(bytes, encoding), isCut);
  return { path, size: (await stat(path)).size, encoding, ...look };
}

/** The only sheet of a text file. */
class DelimitedSource implements SheetSource {
  readonly name = SHEET_NAME;
  readonly state = 'visible';
  readonly unnamed = true;
  readonly weight: number;
  private bytes = 0;
  private hasWarned = false;

  constructor(
    private readonly text: TextFile,
    private readonly context: ReaderContext,
  ) {
    this.weight = text.size;
  }

  done(): number {
    return this.bytes / Math.max(this.weight, 1);
  }

  async *rows(facts: SheetFacts): AsyncGenerator<GridRow> {
    for await (const row of this.allRows()) {
      facts.countCells(row.cells.length);
      if (row.cells.length > 0) yield row;
    }
  }

  /** Once more without quotes from the row on where one is never closed: else it would take the rest of the file along. */
  private async *allRows(): AsyncGenerator<GridRow> {
    const { text } = this;
    let row = text.named ? -1 : 0;
    let lines = 0;
    try {
      for await (const fields of this.records({})) {
        lines += linesOf(fields);
        yield toRow(fields, (row += 1), text);
      }
    } catch (error) {
      if (!isUnclosedQuote(error)) throw error;
      this.warnOfQuote(row + 1);
      for await (const fields of this.records({ quote: null, from_line: lines + 1 })) {
        yield toRow(fields, (row += 1), text);
      }
    }
  }

  private warnOfQuote(row: number): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.context.warn(createWarning('warning.quote_not_closed', {}, { sheet: SHEET_NAME, cell: `A${row}` }));
  }

  private async *records(options: Options): AsyncGenerator<string[]> {
    const { path, encoding, delimiter } = this.text;
    const parser = parse({
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: MAX_RECORD_CHARACTERS,
      ...options,
    });
    const file = createReadStream(path);
    const decoder = iconv.decodeStream(encoding);
    file.on('error', (error) => decoder.emit('error', error));
    decoder.on('error', (error: Error) => parser.destroy(error));
    file.pipe(decoder).pipe(parser);
    try {
      for await (const fields of parser as Parser & AsyncIterable<string[]>) {
        this.bytes = file.bytesRead;
        yield fields;
      }
    } finally {
      file.destroy();
    }
  }
}

function isUnclosedQuote(error: unknown): boolean {
  return UNCLOSED_QUOTE.some((code) => code === (error as CsvError).code);
}

function linesOf(fields: readonly string[]): number {
  return fields.reduce((lines, field) => lines + (field.includes('\n') ? field.split('\n').length - 1 : 0), 1);
}

/** The line that names the delimiter is none of the table. */
function toRow(fields: readonly string[], number: number, { delimiter }: TextFile): GridRow {
  const cells: GridCell[] = [];
  if (number === 0) return { number, cells };
  for (const [index, field] of fields.entries()) {
    const { value, kind } = readText(field, delimiter === ';');
    if (value === null) continue;
    const type = typeOfValue(value, kind);
    // An amount as it is written shows its currency as a format does.
    cells.push({ column: index + 1, value, type, ...(kind === 'money' && { format: field }) });
  }
  return { number, cells };
}
