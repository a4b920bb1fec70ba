import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs';
import { readLines } from '../../common/lines.js';
import type { GridCell, GridRow } from './grid.js';
import type { NumberKind } from './value-type.js';

/** Beyond it, rows go to the disk: an object in memory takes some hundred bytes a cell. */
const MAX_CELLS_IN_MEMORY = 100_000;
const BUFFER_CHARACTERS = 256 * 1024;
const KINDS: readonly NumberKind[] = ['plain', 'percent', 'money'];

/** The rows of one sheet between the first look at them and the second: in memory while they are few, else in a file. */
export class RowSpool {
  private rows: GridRow[] = [];
  private cells = 0;
  private buffer = '';
  private file: number | null = null;

  constructor(private readonly path: string) {}

  add(row: GridRow): void {
    if (row.cells.length === 0) return;
    if (this.file !== null) {
      this.write(this.file, row);
      return;
    }
    this.rows.push(row);
    this.cells += row.cells.length;
    if (this.cells <= MAX_CELLS_IN_MEMORY) return;
    const file = (this.file = openSync(this.path, 'w'));
    for (const earlier of this.rows) this.write(file, earlier);
    this.rows = [];
  }

  /** All rows with a value, from top to bottom. */
  async *read(): AsyncGenerator<GridRow> {
    yield* this.rows;
    if (this.file === null) return;
    this.flush(this.file);
    const file: AsyncIterable<Buffer> = createReadStream(this.path, { highWaterMark: BUFFER_CHARACTERS });
    for await (const line of readLines(file)) yield unpack(JSON.parse(line) as unknown[]);
  }

  /** Removes the file. */
  close(): void {
    this.rows = [];
    if (this.file === null) return;
    closeSync(this.file);
    rmSync(this.path, { force: true });
    this.file = null;
  }

  private write(file: number, row: GridRow): void {
    this.buffer += `${JSON.stringify(pack(row))}\n`;
    if (this.buffer.length > BUFFER_CHARACTERS) this.flush(file);
  }

  private flush(file: number): void {
    writeSync(file, this.buffer);
    this.buffer = '';
  }
}

/** The number, then three elements for each cell. */
function pack({ number, cells }: GridRow): unknown[] {
  const packed: unknown[] = [number];
  for (const { column, value, kind } of cells) packed.push(column, value, KINDS.indexOf(kind));
  return packed;
}

function unpack(packed: readonly unknown[]): GridRow {
  const cells: GridCell[] = [];
  for (let at = 1; at < packed.length; at += 3) {
    const value = packed[at + 1] as GridCell['value'];
    cells.push({ column: packed[at] as number, value, kind: KINDS[packed[at + 2] as number] ?? 'plain' });
  }
  return { number: packed[0] as number, cells };
}
