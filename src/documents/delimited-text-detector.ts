import { extname } from 'node:path';
import { lookOfText } from '../common/delimited-text.js';
import { decodeSample, detectEncoding } from '../common/text-encoding.js';

/** Names that say of a text that it is a table. */
const TABLE_EXTENSIONS = new Set(['.csv', '.tsv', '.tab']);
/** Names that say nothing of what a text is about: it has to look like a table. */
const SILENT_EXTENSIONS = new Set(['', '.txt', '.text', '.dat']);
/** Markup, scripts, and the formats that are text themselves. */
const OTHER_LANGUAGE = /^\s*(?:<|#!|%!|%PDF|\{\\rtf|\{\s*"|\[\s*[{["])/;

/**
 * The media type of a table written as text, or null. Text has no signature, so its name has a say: what is called
 * like a picture or a page is never taken for a table.
 */
export function detectDelimitedText(file: { filename: string; size: number; head: Buffer }): string | null {
  const extension = extname(file.filename).toLowerCase();
  const isNamedTable = TABLE_EXTENSIONS.has(extension);
  if (!isNamedTable && !SILENT_EXTENSIONS.has(extension)) return null;
  const encoding = detectEncoding(file.head);
  if (encoding === null) return null;
  const text = decodeSample(file.head, encoding);
  if (text.trim() === '' || OTHER_LANGUAGE.test(text)) return null;
  const { delimiter, tabular } = lookOfText(text, file.head.length < file.size);
  if (!isNamedTable && !tabular) return null;
  return delimiter === '\t' ? 'text/tab-separated-values' : 'text/csv';
}
