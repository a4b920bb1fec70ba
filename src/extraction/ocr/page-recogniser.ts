import type { ReaderContext } from '../reader.js';
import { createWarning } from '../warnings.js';
import type { OcrEngine, OcrResult } from './ocr-engine.js';

/** Reads page images of one document with the languages there are data for. */
export interface PageRecogniser {
  engine: OcrEngine;
  recognise(imagePng: Buffer): Promise<OcrResult>;
}

/** Null when no language is left; what is missing is warned of, once. */
export function createPageRecogniser({ ocr, options, warn }: ReaderContext): PageRecogniser | null {
  const languages = ocr.supported(options.languages);
  for (const language of options.languages) {
    if (!languages.includes(language)) warn(createWarning('warning.ocr_language_missing', { language }));
  }
  if (languages.length === 0) {
    warn(createWarning('warning.ocr_skipped', { reason: 'there is no data for any of the languages' }));
    return null;
  }
  return { engine: ocr, recognise: (imagePng) => ocr.recognise(imagePng, languages) };
}
