import { type Painter } from '../colours.js';
import { type SampleDocument, type SampleExtraction } from './api-client.js';

const MAX_FIELDS = 12;
const MAX_VALUE = 70;
const MIN_LETTERS = 3;

export interface SampleResult {
  document: SampleDocument;
  extraction: SampleExtraction | undefined;
  /** Where the report can be fetched. */
  reportUrl: string | undefined;
}

/** A few lines about what was found in one document. */
export function describeResult({ document, extraction, reportUrl }: SampleResult, paint: Painter): string {
  const title = paint('bold', document.filename);
  if (extraction === undefined) {
    const why = document.error === null ? document.status : `${document.error.code}: ${document.error.message}`;
    return `${title}  ${paint('red', why)}\n`;
  }
  const rows: [string, string][] = [
    ['contents', contents(extraction)],
    ['language', extraction.language ?? 'unknown'],
    ['text', firstLine(extraction.text)],
    ...extraction.fields
      .slice(0, MAX_FIELDS)
      .map(({ label, name, value }): [string, string] => [label || name, cut(value)]),
    ...(reportUrl === undefined ? [] : [['report', reportUrl] satisfies [string, string]]),
  ];
  const lines = rows.map(([name, value]) => `  ${paint('dim', `${name}:`)} ${value}`);
  return [title, ...lines, ''].join('\n');
}

function contents({ file_type, pages, sheets, tables }: SampleExtraction): string {
  const parts = [
    file_type,
    pages.length > 0 ? count(pages.length, 'page') : '',
    ...sheets.map(({ name, row_count, column_count }) => `sheet "${name}" (${row_count} × ${column_count})`),
    tables.length > 0 ? count(tables.length, 'table') : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** The first line that says something: OCR may see marks in a margin. */
function firstLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((candidate) => (candidate.match(/\p{L}/gu)?.length ?? 0) >= MIN_LETTERS) ?? lines[0];
  return line === undefined ? '(none)' : cut(line.trim());
}

function cut(text: string): string {
  const letters = Array.from(text);
  return letters.length > MAX_VALUE ? `${letters.slice(0, MAX_VALUE).join('')}…` : text;
}
