import { resolve } from 'node:path';
import type { ReadingOptions } from '../common/reading-options.js';
import { withReadingDefaults } from '../config/reading-defaults.js';
import type { Env } from '../config/env.js';
import type { ExtractionOptions } from '../extraction/extraction.types.js';

/** What a document is read with: what its uploader chose, and what this service allows. */
export function extractionOptions(env: Env, chosen: ReadingOptions = withReadingDefaults(env)): ExtractionOptions {
  const { KEY_INFORMATION_LABELS: labels } = env;
  return {
    ...chosen,
    limits: {
      maxPages: env.MAX_PAGES,
      maxCells: env.MAX_CELLS,
      maxPixels: env.MAX_PIXELS,
      maxDecompressionRatio: env.MAX_DECOMPRESSION_RATIO,
      maxDecompressedBytes: env.MAX_DECOMPRESSED_BYTES,
    },
    // Absolute: the processes that read have a working directory of their own.
    labelsFile: labels === undefined ? null : resolve(labels),
    ocrEngine: env.OCR_ENGINE,
  };
}
