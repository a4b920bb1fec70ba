import { stringify } from 'csv-stringify';
import { pipeline, Readable } from 'node:stream';
import type { CellValue } from '../extraction/extraction.types.js';
import type { StoredTable } from './stored-table.js';
import { toXlsx } from './table-xlsx.js';

export const TABLE_FORMATS = ['csv', 'xlsx', 'ndjson'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export const TABLE_MEDIA_TYPES: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

const EXPORTERS: Record<TableFormat, (table: StoredTable) => Readable> = { csv: toCsv, xlsx: toXlsx, ndjson: toNdjson };

/** All rows of a table as a file, made while it is sent: memory does not grow with the table. */
export function exportTable(table: StoredTable, format: TableFormat): Readable {
  return EXPORTERS[format](table);
}

/** RFC 4180, with the mark by which Excel knows UTF-8. Text that a spreadsheet would run as a formula is quoted with `'`. */
function toCsv(table: StoredTable): Readable {
  const csv = stringify({
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    // By itself the library quotes a line end only where it is the one that ends its own records.
    quoted_match: /[\r\n]/,
    cast: { boolean: (value) => (value ? 'true' : 'false') },
  });
  // A download that is broken off ends the reading too; whoever sends the stream hears of its errors.
  pipeline(Readable.from(rowsOf(table)), csv, () => undefined);
  return csv;
}

async function* rowsOf(table: StoredTable): AsyncGenerator<CellValue[]> {
  yield table.columns.map(({ name }) => name);
  for await (const line of table.lines(0, table.rowCount)) yield JSON.parse(line) as CellValue[];
}

function toNdjson(table: StoredTable): Readable {
  return Readable.from(linesOf(table), { objectMode: false });
}

async function* linesOf(table: StoredTable): AsyncGenerator<string> {
  for await (const line of table.lines(0, table.rowCount)) yield `${line}\n`;
}
