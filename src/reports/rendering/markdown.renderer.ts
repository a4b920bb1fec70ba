import { formatDay, formatValue, isNumeric } from '../report-format.js';
import { reportLabel } from '../report-labels.js';
import type { ReportSection, ReportStructure } from '../report.types.js';
import { toTable, type SectionTable } from './section-table.js';

type Locale = ReportStructure['locale'];

/** GitHub-flavoured Markdown. What came from the document stays text: it can make no markup, link or HTML. */
export function renderMarkdown({ title, locale, data_as_of, sections }: ReportStructure): string {
  const date = reportLabel(locale, 'data_as_of', { date: formatDay(data_as_of, locale) });
  const parts = [`# ${escape(title)}`, escape(date), ...sections.map((section) => renderSection(section, locale))];
  return `${parts.join('\n\n')}\n`;
}

function renderSection(section: ReportSection, locale: Locale): string {
  const parts = [`## ${escape(section.title)}`];
  if (section.kind === 'table' && section.place !== null) parts.push(escape(section.place));
  if (section.note !== undefined) parts.push(escape(section.note));
  if (section.kind === 'summary' && section.highlights.length > 0) {
    parts.push(section.highlights.map((line) => `- ${escape(line)}`).join('\n'));
  }
  if (section.kind === 'text') parts.push(...section.paragraphs.map(renderParagraph));
  else parts.push(renderTable(toTable(section, locale), locale));
  return parts.join('\n\n');
}

function renderTable({ columns, rows }: SectionTable, locale: Locale): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const rule = columns.map(({ type }) => (isNumeric(type) ? '---:' : '---'));
  return [
    line(columns.map(({ name }) => escape(name))),
    line(rule),
    ...rows.map((row) => line(row.map((value) => escape(formatValue(value, locale))))),
  ].join('\n');
}

function renderParagraph(paragraph: string): string {
  return paragraph
    .split('\n')
    .map((text) => escape(text))
    .join('  \n');
}

/**
 * A backslash before ASCII punctuation makes it literal (CommonMark 2.4). Some characters mean something only in a
 * place: `-`, `=` and `1.` at the start of a line, `://`, `www.` and `@` where GitHub makes links of bare addresses.
 */
function escape(value: string): string {
  return value
    .toWellFormed()
    .replaceAll('\u0000', '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>()#+!|~&$@]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/^[-=]/, '\\$&')
    .replace(/^(\d+)\.(?=\s|$)/, '$1\\.');
}
