import type { ReadingOptions } from '../common/reading-options.js';
import type {
  DocumentMetadata,
  EngineInfo,
  ExtractedBarcode,
  ExtractedPage,
  ExtractedSheet,
  ExtractedTable,
  ExtractionLimits,
  ExtractionWarning,
  SourceFile,
} from './extraction.types.js';
import type { PageLayout, SheetLayout } from './layout/layout.types.js';
import type { OcrEngine } from './ocr/ocr-engine.js';
import type { TableStore } from './tables/table-store.js';
import type { StageTrace } from './stage-trace.js';
import type { TextCollector } from './text-collector.js';

/** What a reader works with besides the file. */
export interface ReaderContext {
  limits: ExtractionLimits;
  options: ReadingOptions;
  trace: StageTrace;
  /** Takes the text in reading order. */
  text: TextCollector;
  ocr: OcrEngine;
  signal?: AbortSignal;
  /** An existing folder for files, those that are only needed meanwhile among them. */
  outputDirectory: string;
  /** Takes all rows of the tables; an extraction itself shows the first of them. */
  tables: TableStore;
  warn: (warning: ExtractionWarning) => void;
}

/** What a reader finds; the text goes to the context's collector. */
export interface Reading {
  engine: EngineInfo[];
  metadata: DocumentMetadata;
  pages: ExtractedPage[];
  /** Words with their boxes, of the pages that have any. */
  layouts?: PageLayout[];
  sheetLayouts?: SheetLayout[];
  barcodes?: ExtractedBarcode[];
  sheets: ExtractedSheet[];
  tables: ExtractedTable[];
}

/**
 * Reads one family of files. Throws a `DocumentFault` when the file is encrypted, broken or over a limit; whatever can
 * be read around is a warning instead.
 */
export type Reader = (file: SourceFile, context: ReaderContext) => Promise<Reading>;
