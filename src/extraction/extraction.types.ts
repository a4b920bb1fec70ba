import type { MessageParams } from '../common/messages/messages.js';
import type { FileType } from '../common/media-types.js';
import type { OcrEngineChoice, ReadingOptions } from '../common/reading-options.js';

/** A place in the document. `bbox` is `[x0, y0, x1, y1]` in the page's unit with the origin at the top left. */
export type Location =
  | { page: number; bbox?: [number, number, number, number] }
  | { sheet: string; cell: string }
  | { sheet: string; range: string };

export type ValueType =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'boolean'
  | 'identifier'
  | 'email'
  | 'phone'
  | 'url'
  | 'address';

export interface EngineInfo {
  name: string;
  version: string;
}

/** Names are normalised across formats; times are ISO 8601 UTC. Further names may follow, always snake_case. */
export interface DocumentMetadata {
  title?: string;
  author?: string;
  subject?: string;
  keywords?: string;
  creator?: string;
  producer?: string;
  created_at?: string;
  modified_at?: string;
  [name: string]: unknown;
}

export interface ExtractedPage {
  number: number;
  width: number;
  height: number;
  unit: 'pt' | 'px';
  rotation: number;
  text: string;
  source: 'text' | 'ocr';
  /** 0–1: for OCR the engine's mean word confidence; 1 for a text layer. */
  confidence: number;
  /** Lines of `text` that stand at the top or the foot of several pages: a running title, the page's number. */
  header?: string;
  footer?: string;
}

export interface ExtractedSheet {
  /** From 0, in the order of the workbook. */
  index: number;
  name: string;
  hidden: boolean;
  /** Hidden so that only a program can show it; absent for others. */
  very_hidden?: true;
  row_count: number;
  column_count: number;
  tables: string[];
  /** Ranges. Of this list and the next two each: at most a thousand, absent when there are none. */
  merged_cells?: string[];
  /** `cell` may be a range; `target` is an address, or `#Sheet2!A1` for a place in the workbook. */
  hyperlinks?: { cell: string; target: string }[];
  comments?: { cell: string; author: string | null; text: string }[];
}

export type CellValue = string | number | boolean | null;

export interface TableColumn {
  name: string;
  type: ValueType;
  null_count: number;
  distinct_count: number;
  min: CellValue;
  max: CellValue;
  sum: number | null;
  mean: number | null;
  examples: CellValue[];
}

/**
 * Where a cell of a printed table that holds something stands. `row` is the index into `rows`, -1 and below for the
 * header's rows; `bbox` the cell as it is drawn where strokes surround it, otherwise the box around its words.
 */
export interface TableCellPlace {
  row: number;
  column: number;
  page: number;
  bbox: [number, number, number, number];
  /** Of a merged cell; absent for 1. */
  row_span?: number;
  column_span?: number;
}

export interface ExtractedTable {
  id: string;
  location: Location;
  title: string | null;
  /**
   * 0–1: how certain it is that this is one table with these columns; 1 for what a workbook itself says. Of a printed
   * table: how it was found (1 by strokes around its cells, 0.9 by strokes above and below, 0.75 by its words alone),
   * times the share of its words that stand within their cells, times 0.6 to 1 by how many rows fill the same number of
   * columns, times the mean confidence of words read by OCR.
   */
  confidence: number;
  row_count: number;
  /** The first 50 rows. */
  rows: CellValue[][];
  /** Rows that add up others, as indexes from 0; the statistics of the columns leave them out. */
  totals_rows: number[];
  columns: TableColumn[];
  /** Of printed tables: the places of the cells of the header and of `rows`. */
  cells?: TableCellPlace[];
}

/** One line of an invoice or receipt; numbers are decimal strings, null where the document gives none. */
export interface LineItem {
  description: string;
  quantity: string | null;
  unit_price: string | null;
  /** Without or with tax, as the document gives it. */
  amount: string | null;
  tax: string | null;
}

export interface ExtractedField {
  name: string;
  label: string;
  value: string;
  normalized: string | { amount: string; currency: string | null };
  type: ValueType;
  confidence: number;
  rule: string;
  location: Location;
  /** Of `line_items`: `value` tells the same for people. */
  items?: LineItem[];
}

export interface ExtractedEntity {
  type: string;
  value: string;
  text: string;
  count: number;
  locations: Location[];
}

/** What a code says beyond its characters, where its make-up is a public standard. */
export interface BarcodeContent {
  /** `swiss_qr_bill`, `epc_credit_transfer`, `emv_merchant_payment`, … */
  standard: string;
  /** Names are those of the standard in snake_case; amounts are decimal strings. */
  fields: Record<string, string>;
}

export interface ExtractedBarcode {
  /** As ZXing names it: `QRCode`, `EAN-13`, `Code128`, … */
  format: string;
  value: string;
  content: BarcodeContent | null;
  location: Location;
}

export interface ExtractedValidation {
  rule: string;
  status: 'pass' | 'fail' | 'skipped';
  /** In English; `key` and `params` are what it takes to say it in another language. */
  message: string;
  key?: string;
  params?: MessageParams;
  fields: string[];
}

export interface ExtractionWarning {
  code: string;
  /** In English; `code` and `params` are what it takes to say it in another language. */
  message: string;
  params?: MessageParams;
  location?: Location;
}

/** What a reader finds in a file, before the job adds whose it is. */
export interface Extraction {
  schema_version: 1;
  file_type: FileType;
  media_type: string;
  engine: EngineInfo[];
  language: string | null;
  metadata: DocumentMetadata;
  text: string;
  text_length: number;
  text_truncated: boolean;
  pages: ExtractedPage[];
  sheets: ExtractedSheet[];
  tables: ExtractedTable[];
  fields: ExtractedField[];
  entities: ExtractedEntity[];
  keywords: { term: string; score: number }[];
  summary: string[];
  barcodes: ExtractedBarcode[];
  validations: ExtractedValidation[];
  warnings: ExtractionWarning[];
  timings: { total_ms: number; stages: Record<string, number> };
}

export interface ExtractionLimits {
  maxPages: number;
  maxCells: number;
  maxPixels: number;
  maxDecompressionRatio: number;
  maxDecompressedBytes: number;
}

export interface ExtractionOptions extends ReadingOptions {
  limits: ExtractionLimits;
  /** A file of labels besides those that are known; null for none. */
  labelsFile: string | null;
  ocrEngine: OcrEngineChoice;
}

/** The file to read, on the local disk. */
export interface SourceFile {
  path: string;
  mediaType: string;
}

/** `progress` is 0–1 over the whole extraction; `stage` a stable snake_case name, `message` for people. */
export interface ExtractionProgress {
  stage: string;
  progress: number;
  message: string;
}
export type ProgressListener = (progress: ExtractionProgress) => void;
