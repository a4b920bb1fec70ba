import ExcelJS, { type Row, type Worksheet } from 'exceljs';
import type { DocumentMetadata } from '../extraction.types.js';
import type { GridCell, GridRow } from '../tables/grid.js';
import { readCell } from './cell-value.js';
import { FormulaTally } from './formula-tally.js';
import type { DateSystem } from './number-format.js';
import type { SheetSource } from './sheet-source.js';

export interface OpenWorkbook {
  metadata: DocumentMetadata;
  sheets: Iterable<SheetSource> | AsyncIterable<SheetSource>;
  /** Sheet names in the order of the workbook; filled once all sheets have passed. */
  order: string[];
}

/**
 * Parts of a sheet that are not needed, and of which some make exceljs build an object for every cell of a range that
 * a file of a kilobyte may declare over a whole sheet.
 */
const IGNORED_NODES = [
  ...['mergeCells', 'dataValidations', 'conditionalFormatting', 'cols', 'autoFilter', 'hyperlinks', 'rowBreaks'],
  ...['drawing', 'picture', 'tableParts', 'extLst', 'sheetViews', 'headerFooter', 'printOptions', 'pageSetup'],
];

/** Reads the workbook as a whole: every kind of cell comes out right, at about half a kilobyte of memory a cell. */
export async function openWhole(path: string, dates: DateSystem): Promise<OpenWorkbook> {
  const workbook = new ExcelJS.Workbook();
  // As with the nodes above: a name for a range would be unfolded into its cells.
  Object.defineProperty(workbook.definedNames, 'model', { get: () => [], set: () => undefined });
  await workbook.xlsx.readFile(path, { ignoreNodes: IGNORED_NODES });
  const sheets = workbook.worksheets.map((sheet) => toSource(sheet, rowsOf(sheet), dates));
  return { metadata: toMetadata(workbook), sheets, order: sheets.map(({ name }) => name) };
}

function rowsOf(sheet: Worksheet): Row[] {
  const rows: Row[] = [];
  sheet.eachRow((row) => rows.push(row));
  return rows;
}

/** What the type declarations leave out of the streaming reader. */
interface StreamedSheet extends AsyncIterable<Row> {
  name: string;
  state?: string;
}
interface StreamedWorkbook extends AsyncIterable<StreamedSheet> {
  model?: { sheets?: { name: string }[] };
}

/**
 * Reads sheet by sheet and row by row in flat memory. The price: a formula's boolean comes as 0 or 1 and its error as no
 * result.
 */
export function openStreaming(path: string, dates: DateSystem): OpenWorkbook {
  const options = { worksheets: 'emit', sharedStrings: 'cache', styles: 'cache', hyperlinks: 'ignore' } as const;
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(path, options) as unknown as StreamedWorkbook;
  const order: string[] = [];
  return { metadata: {}, sheets: streamSheets(reader, order, dates), order };
}

async function* streamSheets(
  reader: StreamedWorkbook,
  order: string[],
  dates: DateSystem,
): AsyncGenerator<SheetSource> {
  for await (const sheet of reader) {
    yield toSource(sheet, sheet, dates);
  }
  order.push(...(reader.model?.sheets ?? []).map(({ name }) => name));
}

function toSource(
  { name, state }: { name: string; state?: string },
  rows: Iterable<Row> | AsyncIterable<Row>,
  dates: DateSystem,
): SheetSource {
  const formulas = new FormulaTally(name);
  return {
    name,
    hidden: (state ?? 'visible') !== 'visible',
    rows: toGridRows(rows, formulas, dates),
    warnings: () => formulas.warnings(),
  };
}

async function* toGridRows(
  rows: Iterable<Row> | AsyncIterable<Row>,
  formulas: FormulaTally,
  dates: DateSystem,
): AsyncGenerator<GridRow> {
  for await (const row of rows) {
    const cells: GridCell[] = [];
    row.eachCell((cell, column) => {
      const { value, kind, format, resultMissing } = readCell(cell, dates);
      if (resultMissing) formulas.add(row.number, column);
      if (value !== null) cells.push({ column, value, kind, format });
    });
    yield { number: row.number, cells };
  }
}

function toMetadata(workbook: ExcelJS.Workbook): DocumentMetadata {
  const texts = {
    title: workbook.title,
    author: workbook.creator,
    subject: workbook.subject,
    keywords: workbook.keywords,
    description: workbook.description,
    category: workbook.category,
    company: workbook.company,
    last_modified_by: workbook.lastModifiedBy,
  };
  const times = { created_at: workbook.created, modified_at: workbook.modified };
  return Object.fromEntries([
    ...Object.entries(texts).filter(([, text]) => typeof text === 'string' && text !== ''),
    ...Object.entries(times)
      .filter(([, time]) => time instanceof Date && !Number.isNaN(time.getTime()))
      .map(([name, time]) => [name, time.toISOString()] as const),
  ]);
}
