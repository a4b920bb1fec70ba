import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const COLUMNS = 20;
const LIMITS = {
  maxPages: 1,
  maxCells: 50_000_000,
  maxPixels: 1,
  maxDecompressionRatio: 200,
  maxDecompressedBytes: 4 * 1024 ** 3,
};
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const dist = new URL('../../../dist/extraction/', import.meta.url);

/** Ways to go through a workbook; each gives the number of cells that it met. */
export const TASKS = { bare, whole, exceljs };

/** The service's reader up to rows of typed cells. */
async function bare(file) {
  const [{ ZipPackage }, { openWorksheets }, { SheetFacts }] = await Promise.all(
    ['excel/zip-package.js', 'excel/xlsx.reader.js', 'excel/sheet-facts.js'].map((path) => import(new URL(path, dist))),
  );
  const zip = await ZipPackage.open(file, LIMITS);
  const { sources } = await openWorksheets(zip);
  let cells = 0;
  for (const source of sources) {
    for await (const row of source.rows(new SheetFacts(source.name))) cells += row.cells.length;
  }
  zip.close();
  return cells;
}

async function whole(file) {
  const { extract } = await import(new URL('extract.js', dist));
  const outputDirectory = mkdtempSync(join(tmpdir(), 'xlsx-out-'));
  try {
    const options = { ocr: 'off', languages: ['eng'], pages: null, tables: true, limits: LIMITS };
    const context = { onProgress: () => undefined, outputDirectory };
    const { tables } = await extract({ path: file, mediaType: XLSX }, options, context);
    return tables.reduce((sum, { row_count: rows, columns }) => sum + (rows + 1) * columns.length, 0);
  } finally {
    rmSync(outputDirectory, { recursive: true });
  }
}

async function exceljs(file) {
  const { default: ExcelJS } = await import('exceljs');
  const options = { worksheets: 'emit', sharedStrings: 'cache', styles: 'cache', hyperlinks: 'ignore' };
  let cells = 0;
  for await (const sheet of new ExcelJS.stream.xlsx.WorkbookReader(file, options)) {
    for await (const row of sheet) {
      row.eachCell(() => {
        cells += 1;
      });
    }
  }
  return cells;
}

/** Whole numbers, shared texts, dates, amounts and decimals. */
export async function writeWorkbook(filename, rows) {
  const { default: ExcelJS } = await import('exceljs');
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename, useStyles: true, useSharedStrings: true });
  const sheet = workbook.addWorksheet('Data');
  const formats = { 2: 'yyyy-mm-dd', 3: '#,##0"원"' };
  const indexes = Array.from({ length: COLUMNS }, (_, index) => index);
  sheet.columns = indexes.map((index) => (formats[index % 5] ? { style: { numFmt: formats[index % 5] } } : {}));
  sheet.addRow(indexes.map((index) => `Column ${index + 1}`)).commit();
  for (let row = 0; row < rows; row += 1) sheet.addRow(indexes.map((index) => valueOf(row, index))).commit();
  await workbook.commit();
}

function valueOf(row, column) {
  switch (column % 5) {
    case 0:
      return row * COLUMNS + column;
    case 1:
      return `거래처 ${(row * 7 + column) % 5_000}`;
    case 2:
      return new Date(Date.UTC(2020, 0, 1 + (row % 2_000)));
    case 3:
      return ((row * 37 + column) % 1_000_000) + 1;
    default:
      return Math.round(((row * 31 + column) % 100_000) * 137) / 100;
  }
}
