import { z } from 'zod';
import { OCR_LANGUAGES_PATTERN, OCR_MODES, parsePageRanges } from '../common/reading-options.js';
import { say } from '../http/request-context.js';

const languagesSchema = z
  .string()
  .regex(OCR_LANGUAGES_PATTERN, { error: () => say('invalid.ocr_languages') })
  .transform((codes) => codes.split('+'));
const pagesSchema = z.string().transform((text, context) => {
  const ranges = parsePageRanges(text);
  if (ranges) return ranges;
  context.addIssue({ code: 'custom', message: say('invalid.page_ranges') });
  return z.NEVER;
});

/** What a client may choose; what it leaves open is decided by the service's configuration. */
const readingOptionsSchema = z
  .strictObject({
    ocr: z.enum(OCR_MODES).optional().describe('auto: pages without usable text; force: every page; off: none'),
    languages: languagesSchema.optional().describe('Tesseract languages joined by "+", like kor+eng'),
    pages: pagesSchema.optional().describe('Of PDFs and pictures, like 1-10,12; all when left out'),
    tables: z.boolean().optional().describe('Whether to look for tables on pages'),
  })
  .meta({ id: 'ReadingOptions', example: { ocr: 'auto', languages: 'kor+eng', pages: '1-10', tables: true } });

/** The same as the JSON text of a form field. */
export const readingOptionsFieldSchema = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: say('invalid.json') });
      return z.NEVER;
    }
  })
  .pipe(readingOptionsSchema);

export const reprocessSchema = z
  .strictObject({ options: readingOptionsSchema.optional() })
  .default({})
  .meta({ id: 'ReprocessRequest', example: { options: { ocr: 'force' } } });
