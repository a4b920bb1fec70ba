import exceljs from 'exceljs';
import { once } from 'node:events';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { toExcelDate, toExcelText } from '../common/excel-cell.js';
import type { CellValue, ValueType } from '../extraction/extraction.types.js';
import type { StoredTable } from './stored-table.js';

/** A sheet has room for 1,048,576, the header among them. */
const MAX_SHEET_ROWS = 1_000_000;
/** How often it is looked whether packing, and the client, keep up. */
const ROWS_AT_ONCE = 500;
const NOTHING = Buffer.alloc(0);
const MIN_COLUMN_WIDTH = 10;
const MAX_COLUMN_WIDTH = 40;
const NUMBER_FORMATS: Partial<Record<ValueType, string>> = {
  date: 'yyyy-mm-dd',
  datetime: 'yyyy-mm-dd hh:mm:ss',
  percent: '0.##%',
  money: '#,##0.##',
};

/** A workbook with the table, written while it is sent: real numbers, dates and truth values; text is never a formula. */
export function toXlsx(table: StoredTable): Readable {
  const output = new PassThrough();
  write(table, output).catch((error: unknown) => output.destroy(error as Error));
  return output;
}

async function write({ columns, rowCount, lines }: StoredTable, output: PassThrough): Promise<void> {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream: output, useStyles: true });
  let sheet = addSheet(workbook, columns, 1);
  let row = 0;
  /** The rows before the last ones: while they are packed, the next are written. */
  let before: Promise<unknown> = Promise.resolve();
  for await (const line of lines(0, rowCount)) {
    if (row > 0 && row % MAX_SHEET_ROWS === 0) {
      sheet.commit();
      sheet = addSheet(workbook, columns, row / MAX_SHEET_ROWS + 1);
    }
    const values = JSON.parse(line) as CellValue[];
    sheet.addRow(values.map((value, index) => toCell(value, columns[index]?.type))).commit();
    row += 1;
    if (row % ROWS_AT_ONCE === 0) {
      await before;
      before = packed(sheet, output);
      await drained(output);
    }
    if (output.destroyed) return;
  }
  sheet.commit();
  await workbook.commit();
}

function addSheet(
  workbook: exceljs.stream.xlsx.WorkbookWriter,
  columns: StoredTable['columns'],
  number: number,
): exceljs.Worksheet {
  const sheet = workbook.addWorksheet(`Sheet${number}`, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map(({ name, type }) => ({
    header: toExcelText(name),
    width: Math.min(Math.max(name.length + 2, MIN_COLUMN_WIDTH), MAX_COLUMN_WIDTH),
    style: { numFmt: NUMBER_FORMATS[type] ?? '' },
  }));
  const header = sheet.getRow(1);
  header.font = { bold: true };
  header.commit();
  return sheet;
}

function toCell(value: CellValue, type: ValueType | undefined): exceljs.CellValue {
  if (typeof value !== 'string') return value;
  return (type === 'date' || type === 'datetime' ? toExcelDate(value) : null) ?? toExcelText(value);
}

/** Settles once all rows until now have been packed, or the client is gone. */
function packed(sheet: exceljs.Worksheet, output: PassThrough): Promise<unknown> {
  // The writer's own stream takes rows as fast as they come and hands them on to this one, which its types do not tell of.
  const { stream } = sheet as unknown as { stream: { pipes: Writable[] } };
  const over = new AbortController();
  const marks = stream.pipes.map((pipe) => new Promise((resolve) => pipe.write(NOTHING, resolve)));
  const gone = once(output, 'close', { signal: over.signal });
  // Whoever sends the file hears of its errors.
  const settled = Promise.race([Promise.all(marks), gone]).catch(() => undefined);
  return settled.finally(() => {
    over.abort();
  });
}

/** Waits until the client has taken what was sent to it, or is gone. */
async function drained(output: PassThrough): Promise<void> {
  await setImmediate();
  while (output.writableNeedDrain && !output.destroyed) {
    const over = new AbortController();
    const { signal } = over;
    await Promise.race([once(output, 'drain', { signal }), once(output, 'close', { signal })]).finally(() => {
      over.abort();
    });
  }
}
