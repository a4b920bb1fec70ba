/** Those of a service without any settings. */
export const DEFAULT_LIMITS = {
  maxPages: 2_000,
  maxCells: 5_000_000,
  maxPixels: 100_000_000,
  maxDecompressionRatio: 200,
  maxDecompressedBytes: 1_073_741_824,
};

/** How documents are read without any settings, but by the engine for OCR that is there on every machine. */
export const DEFAULT_OPTIONS = {
  ocr: 'auto',
  languages: ['kor', 'eng'],
  pages: null,
  tables: true,
  labelsFile: null,
  ocrEngine: 'bundled',
  limits: DEFAULT_LIMITS,
};
