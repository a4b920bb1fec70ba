import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { toStorableText } from '../../common/text.js';
import type { CellValue, ExtractedTable, TableColumn, ValueType } from '../extraction.types.js';

/** Below the output directory of an extraction. */
export const TABLES_FOLDER = 'tables';

/** What stands beside the rows of a table, so that any of them is found without reading those before it. */
export interface TableIndex {
  row_count: number;
  columns: { name: string; type: ValueType }[];
  /** Length of the file of rows. */
  bytes: number;
  /** Row and the place in the file where it begins, about every {@link MARK_BYTES}. */
  marks: [row: number, offset: number][];
}

const MARK_BYTES = 64 * 1024;

/** Where a reader leaves the rows of its tables: a file of one JSON array a line for each, and its index. */
export class TableStore {
  private readonly directory: string;
  private readonly stored = new Set<string>();
  private opened = 0;

  constructor(outputDirectory: string) {
    this.directory = join(outputDirectory, TABLES_FOLDER);
  }

  /** A table whose id is not known yet. */
  open(): TableWriter {
    mkdirSync(this.directory, { recursive: true });
    this.opened += 1;
    return new TableWriter(join(this.directory, `${this.opened}.part`));
  }

  /** Gives a table its id. */
  finish(writer: TableWriter, id: string, columns: readonly TableColumn[]): void {
    const index = writer.end(columns);
    renameSync(writer.path, join(this.directory, `${id}.ndjson`));
    writeFileSync(join(this.directory, `${id}.index.json`), JSON.stringify(index));
    this.stored.add(id);
  }

  /** Stores the tables that their reader left to it, as all of their rows are in the extraction. */
  complete(tables: readonly ExtractedTable[]): void {
    for (const { id, rows, row_count: count, columns } of tables) {
      if (this.stored.has(id) || rows.length < count) continue;
      const writer = this.open();
      for (const row of rows)
        writer.add(row.map((value) => (typeof value === 'string' ? toStorableText(value) : value)));
      this.finish(writer, id, columns);
    }
  }
}

/** Writes the rows of one table as they come. */
export class TableWriter {
  private readonly file: number;
  private readonly marks: [number, number][] = [];
  private lines: string[] = [];
  private pending = 0;
  private written = 0;
  private rows = 0;

  constructor(readonly path: string) {
    this.file = openSync(path, 'w');
  }

  /** Texts must be fit to be stored. */
  add(row: readonly CellValue[]): void {
    if (this.pending === 0) this.marks.push([this.rows, this.written]);
    const line = `${JSON.stringify(row)}\n`;
    this.lines.push(line);
    this.pending += line.length;
    this.rows += 1;
    if (this.pending >= MARK_BYTES) this.flush();
  }

  end(columns: readonly TableColumn[]): TableIndex {
    this.flush();
    closeSync(this.file);
    const described = columns.map(({ name, type }) => ({ name: toStorableText(name), type }));
    return { row_count: this.rows, columns: described, bytes: this.written, marks: this.marks };
  }

  /** Removes what has been written. */
  discard(): void {
    closeSync(this.file);
    rmSync(this.path);
  }

  private flush(): void {
    this.written += writeSync(this.file, this.lines.join(''));
    this.lines = [];
    this.pending = 0;
  }
}
