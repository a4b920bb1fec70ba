import type { FileType } from '../common/media-types.js';

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
}

export interface ExtractedSheet {
  /** From 0, in the order of the workbook. */
  index: number;
  name: string;
  hidden: boolean;
  row_count: number;
  column_count: number;
  tables: string[];
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

export interface ExtractedTable {
  id: string;
  location: Location;
  title: string | null;
  row_count: number;
  /** The first 50 rows. */
  rows: CellValue[][];
  columns: TableColumn[];
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
}

export interface ExtractedEntity {
  type: string;
  value: string;
  text: string;
  count: number;
  locations: Location[];
}

export interface ExtractionWarning {
  code: string;
  message: string;
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
  barcodes: { format: string; value: string; location: Location }[];
  validations: { rule: string; status: 'pass' | 'fail' | 'skipped'; message: string; fields: string[] }[];
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

export interface ExtractionOptions {
  /** Tesseract language codes joined by `+`. */
  ocrLanguages: string;
  limits: ExtractionLimits;
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
