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
const OPTIONS = { ocr: 'off', languages: ['eng'], pages: null, tables: true, labelsFile: null, limits: LIMITS };
const MAX_TEXT_BYTES = 1024 * 1024;
const dist = new URL('../../../dist/extraction/', import.meta.url);

/** Ways to go through a workbook; each gives the number of cells that it met. */
export const TASKS = { bare, read, whole, exceljs };

/** The service's reader up to rows of typed cells. */
async function bare(file) {
  const [{ ZipPackage }, { openWorksheets }, { SheetFacts }] = await load(
    'excel/zip-package.js',
    'excel/xlsx.reader.js',
    'excel/sheet-facts.js',
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

/** Its tables found, their columns described, their rows stored. */
async function read(file) {
  const [{ readSpreadsheet }, { StageTrace }, { TableStore }, { TextCollector }] = await load(
    'excel/excel.reader.js',
    'stage-trace.js',
    'tables/table-store.js',
    'text-collector.js',
  );
  return withDirectory(async (outputDirectory) => {
    const reading = await readSpreadsheet(
      { path: file, mediaType: XLSX },
      {
        limits: LIMITS,
        options: OPTIONS,
        outputDirectory,
        tables: new TableStore(outputDirectory),
        text: new TextCollector(MAX_TEXT_BYTES),
        trace: new StageTrace(() => undefined),
        warn: () => undefined,
      },
    );
    return countCells(reading);
  });
}

/** The whole extraction: {@link read}, and the key information found in what was read. */
async function whole(file) {
  const [{ extract }] = await load('extract.js');
  return withDirectory(async (outputDirectory) => {
    const context = { onProgress: () => undefined, outputDirectory };
    return countCells(await extract({ path: file, mediaType: XLSX }, OPTIONS, context));
  });
}

function load(...modules) {
  return Promise.all(modules.map((path) => import(new URL(path, dist))));
}

async function withDirectory(work) {
  const directory = mkdtempSync(join(tmpdir(), 'xlsx-out-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function countCells({ tables }) {
  return tables.reduce((sum, { row_count: rows, columns }) => sum + (rows + 1) * columns.length, 0);
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
