import type { ReadingOptions } from '../common/reading-options.js';
import type { Env } from './env.js';

/** What was chosen, completed by what the service does when nothing is. */
export function withReadingDefaults(env: Env, chosen: Partial<ReadingOptions> = {}): ReadingOptions {
  return {
    ocr: chosen.ocr ?? env.OCR_MODE,
    languages: chosen.languages ?? env.OCR_LANGUAGES.split('+'),
    pages: chosen.pages ?? null,
    tables: chosen.tables ?? env.FIND_TABLES,
  };
}
