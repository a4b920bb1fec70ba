import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { TableIndex } from '../extraction/tables/table-store.js';
import type { ByteRange, Storage } from '../storage/storage.js';
import { tableInStorage } from './stored-table.js';

const ROWS = 1_000;
const MARK_EVERY = 100;

/** A table in a storage that writes down what of it was read. */
function aStoredTable(): { lines: (from: number, to: number) => Promise<unknown[]>; bytesRead: () => number } {
  const marks: TableIndex['marks'] = [];
  let file = '';
  for (let row = 0; row < ROWS; row += 1) {
    if (row % MARK_EVERY === 0) marks.push([row, Buffer.byteLength(file)]);
    file += `["행 ${row}",${row}]\n`;
  }
  const bytes = Buffer.from(file);
  let read = 0;
  const storage = {
    read: (_key: string, { start, end }: ByteRange) => {
      const part = bytes.subarray(start, end + 1);
      read += part.length;
      return Promise.resolve(Readable.from([part.subarray(0, 7), part.subarray(7)]));
    },
  } as unknown as Storage;
  const table = tableInStorage(storage, 'key', { row_count: ROWS, columns: [], bytes: bytes.length, marks });
  return {
    bytesRead: () => read,
    lines: async (from, to) => {
      const rows: unknown[] = [];
      for await (const line of table.lines(from, to)) rows.push((JSON.parse(line) as unknown[])[1]);
      return rows;
    },
  };
}

describe('a table in storage', () => {
  it.each([
    [0, 3, [0, 1, 2]],
    [99, 102, [99, 100, 101]],
    [100, 101, [100]],
    [997, 1_003, [997, 998, 999]],
    [1_000, 1_010, []],
    [5_000, 5_010, []],
  ])('gives the rows from %i to %i', async (from, to, rows) => {
    expect(await aStoredTable().lines(from, to)).toEqual(rows);
  });

  it('gives all rows', async () => {
    expect(await aStoredTable().lines(0, ROWS)).toHaveLength(ROWS);
  });

  it('reads only what is around the wanted rows', async () => {
    const table = aStoredTable();
    await table.lines(950, 960);
    expect(table.bytesRead()).toBeLessThan(2_500);
  });
});
