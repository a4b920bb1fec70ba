import { readLines } from '../common/lines.js';
import type { CellValue } from '../extraction/extraction.types.js';
import type { TableIndex } from '../extraction/tables/table-store.js';
import type { ByteRange, Storage } from '../storage/storage.js';

/** The rows of a table, to be read from any of them on. */
export interface StoredTable {
  rowCount: number;
  columns: TableIndex['columns'];
  /** Each row as JSON, from the row `from` (counted from 0) up to but not including `to`. */
  lines: (from: number, to: number) => AsyncIterable<string>;
}

/** A table as the worker left it in storage: only the part of the file around the wanted rows is read. */
export function tableInStorage(storage: Storage, key: string, index: TableIndex): StoredTable {
  const { row_count: rowCount, columns } = index;
  return { rowCount, columns, lines: (from, to) => linesBetween(storage, key, index, from, Math.min(to, rowCount)) };
}

/** A small table, whose rows all stand in its extraction. */
export function tableInMemory(rows: readonly CellValue[][], columns: TableIndex['columns']): StoredTable {
  async function* lines(from: number, to: number): AsyncGenerator<string> {
    for (const row of rows.slice(from, to)) yield await Promise.resolve(JSON.stringify(row));
  }
  return { rowCount: rows.length, columns, lines };
}

async function* linesBetween(
  storage: Storage,
  key: string,
  index: TableIndex,
  from: number,
  to: number,
): AsyncGenerator<string> {
  if (from >= to) return;
  const { firstRow, range } = partAround(index, from, to);
  let row = firstRow;
  for await (const line of readLines(await storage.read(key, range))) {
    if (row >= from) yield line;
    row += 1;
    if (row === to) return;
  }
}

/** From the last mark at or before the first row to the first mark at or behind the last one. */
function partAround({ marks, bytes }: TableIndex, from: number, to: number): { firstRow: number; range: ByteRange } {
  const [firstRow, start] = marks[firstMarkFrom(marks, from + 1) - 1] ?? [0, 0];
  const end = (marks[firstMarkFrom(marks, to)]?.[1] ?? bytes) - 1;
  return { firstRow, range: { start, end } };
}

/** The place of the first mark whose row is not before `row`. */
function firstMarkFrom(marks: TableIndex['marks'], row: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.[0] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
