import type { CellValue } from '../../extraction/extraction.types.js';
import type { ReportSection, ReportStructure } from '../report.types.js';
import { toTable, type SectionTable } from './section-table.js';

/** GitHub-flavoured Markdown. What came from the document stays text: it can make no markup, link or HTML. */
export function renderMarkdown(report: ReportStructure): string {
  const sections = report.sections.map((section) => renderSection(section, report.locale));
  return `${[`# ${escape(report.title)}`, ...sections].join('\n\n')}\n`;
}

function renderSection(section: ReportSection, locale: ReportStructure['locale']): string {
  const body =
    section.kind === 'text'
      ? section.paragraphs.map(renderParagraph).join('\n\n')
      : renderTable(toTable(section, locale));
  return `## ${escape(section.title)}\n\n${body}`;
}

function renderTable({ header, rows }: SectionTable): string {
  const width = Math.max(header.length, ...rows.map((row) => row.length));
  const line = (cells: CellValue[]): string =>
    `| ${Array.from({ length: width }, (_, index) => escape(cells[index] ?? '')).join(' | ')} |`;
  return [line(header), `|${' --- |'.repeat(width)}`, ...rows.map(line)].join('\n');
}

function renderParagraph(paragraph: string): string {
  return paragraph
    .split('\n')
    .map((text) => escape(text))
    .join('  \n');
}

/**
 * A backslash before ASCII punctuation makes it literal (CommonMark 2.4). Some characters mean something only in a
 * place: `-`, `=` and `1.` at the start of a line, `://` and `www.` where GitHub makes links of bare addresses.
 */
function escape(value: CellValue): string {
  return String(value ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>()#+!|~&$]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/^[-=]/, '\\$&')
    .replace(/^(\d+)\.(?=\s|$)/, '$1\\.');
}
