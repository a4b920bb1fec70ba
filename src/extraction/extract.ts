import { DocumentFault } from '../common/errors.js';
import { type FileType, fileTypeOf, isReadable } from '../common/media-types.js';
import { toStorableJson } from '../common/text.js';
import type {
  Extraction,
  ExtractionOptions,
  ExtractionWarning,
  ProgressListener,
  SourceFile,
} from './extraction.types.js';
import { maskSensitiveJson } from './key-information/entities/mask.js';
import { findKeyInformation } from './key-information/key-information.js';
import { loadLabels } from './key-information/labels/known-labels.js';
import type { KeyInformation, KeyInformationSource } from './key-information/key-information.types.js';
import { createOcrEngine } from './ocr/create-ocr-engine.js';
import type { Reader, Reading } from './reader.js';
import { StageTrace } from './stage-trace.js';
import { TableStore } from './tables/table-store.js';
import { TextCollector } from './text-collector.js';
import { createWarning } from './warnings.js';

const MAX_TEXT_BYTES = 1024 * 1024;

export interface ExtractionContext {
  onProgress: ProgressListener;
  /** Looked at between pages and sheets. */
  signal?: AbortSignal;
  /** An existing folder for files that belong to the extraction. */
  outputDirectory: string;
}

/** Loaded when first needed: a process that reads workbooks need not hold a PDF engine in memory. */
const READERS: Record<FileType, () => Promise<Reader>> = {
  excel: async () => (await import('./excel/excel.reader.js')).readSpreadsheet,
  pdf: async () => (await import('./pdf/pdf.reader.js')).readPdf,
  image: async () => (await import('./image/image.reader.js')).readImage,
};

/**
 * Reads everything a document holds. Throws a `DocumentFault` for a file that is encrypted, broken, over a limit or of a
 * kind that has no reader; what could not be read of an otherwise good file stands under `warnings`.
 */
export async function extract(
  file: SourceFile,
  options: ExtractionOptions,
  { onProgress, signal, outputDirectory }: ExtractionContext,
): Promise<Extraction> {
  if (!isReadable(file.mediaType)) {
    throw new DocumentFault('CORRUPT_FILE', 'failure.unreadable_type', { media_type: file.mediaType });
  }
  const fileType = fileTypeOf(file.mediaType);
  const trace = new StageTrace(onProgress, signal);
  const text = new TextCollector(MAX_TEXT_BYTES);
  const warnings: ExtractionWarning[] = [];
  const tables = new TableStore(outputDirectory);
  const ocr = createOcrEngine(options.ocrEngine);
  try {
    const read = await trace.run('prepare', 0.02, 'Opening the file', () => READERS[fileType]());
    const reading = await read(file, {
      limits: options.limits,
      trace,
      text,
      ocr,
      options,
      outputDirectory,
      tables,
      ...(signal && { signal }),
      warn: (warning) => warnings.push(warning),
    });
    const labels = await loadLabels(options.labelsFile);
    const found = await trace.run('understand', 0.99, 'Finding key information', () =>
      findKeyInformation(toSource(fileType, reading, text), labels),
    );
    warnings.push(...found.warnings);
    const result = await trace.run('finish', 1, 'Putting the results together', (progress) => {
      if (text.truncated) warnings.push(createWarning('warning.text_truncated', { limit: MAX_TEXT_BYTES }));
      const assembled = assemble(fileType, file, reading, text, found, warnings);
      const extraction = maskSensitiveJson(toStorableJson(assembled));
      tables.complete(extraction.tables);
      progress(1);
      return Promise.resolve(extraction);
    });
    return { ...result, timings: { total_ms: trace.totalMs, stages: trace.stages } };
  } finally {
    await ocr.close();
  }
}

function toSource(fileType: FileType, reading: Reading, text: TextCollector): KeyInformationSource {
  return {
    fileType,
    text: text.toString(),
    pages: reading.pages,
    layouts: reading.layouts ?? [],
    sheets: reading.sheetLayouts ?? [],
    tables: reading.tables,
    barcodes: reading.barcodes ?? [],
    metadata: reading.metadata,
    today: new Date().toISOString().slice(0, 10),
  };
}

function assemble(
  fileType: FileType,
  file: SourceFile,
  reading: Reading,
  text: TextCollector,
  found: KeyInformation,
  warnings: ExtractionWarning[],
): Omit<Extraction, 'timings'> {
  return {
    schema_version: 1,
    file_type: fileType,
    media_type: file.mediaType,
    engine: reading.engine,
    language: found.language,
    metadata: reading.metadata,
    text: text.toString(),
    text_length: text.length,
    text_truncated: text.truncated,
    pages: reading.pages,
    sheets: reading.sheets,
    tables: reading.tables,
    fields: found.fields,
    entities: found.entities,
    keywords: found.keywords,
    summary: found.summary,
    barcodes: reading.barcodes ?? [],
    validations: found.validations,
    warnings,
  };
}
