import { formatDay, formatValue, isNumeric } from '../report-format.js';
import { labeller, type Labeller } from '../report-labels.js';
import { REPORT_HTML_POLICY } from '../report-html-policy.js';
import type { ReportSection, ReportStructure, ReportValue } from '../report.types.js';
import { drawChart } from './chart-svg.js';
import { isSetApart, measureColumns } from './column-widths.js';
import { HTML_STYLE } from './html-style.js';
import { planTable } from './pdf-table-plan.js';
import { toTable, type SectionTable } from './section-table.js';

type Locale = ReportStructure['locale'];

const CHART_WIDTH = 720;
const MIN_SECTIONS_FOR_CONTENTS = 5;

/** One page without scripts, links or anything to fetch, in the light and in the dark; prints on A4. */
export function renderHtml(report: ReportStructure): string {
  const { title, locale, sections, data_as_of } = report;
  const label = labeller(locale);
  const bodies = sections.map((section, index) => renderSection(section, index, locale));
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(REPORT_HTML_POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escape(title)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${escape(title)}</h1>
<p class="meta">${escape(label('data_as_of', { date: formatDay(data_as_of, locale) }))}</p>
</header>
${renderContents(sections, label)}${bodies.join('\n')}
<footer>${escape(label('generator'))}</footer>
</main>
</body>
</html>
`;
}

function renderContents(sections: ReportSection[], label: Labeller): string {
  if (sections.length < MIN_SECTIONS_FOR_CONTENTS) return '';
  const items = sections.map(({ title }, index) => `<li><a href="#s${index + 1}">${escape(title)}</a></li>`);
  return `<nav><strong>${escape(label('contents'))}</strong><ol>${items.join('')}</ol></nav>\n`;
}

function renderSection(section: ReportSection, index: number, locale: Locale): string {
  const place =
    section.kind === 'table' && section.place !== null ? `<p class="place">${escape(section.place)}</p>` : '';
  const note = section.note === undefined ? '' : `<p class="note">${escape(section.note)}</p>`;
  return `<section id="s${index + 1}" class="${sectionClass(section, locale)}">
<h2>${escape(section.title)}</h2>
${place}${note}${renderBody(section, locale)}
</section>`;
}

/** As the same table lies on paper as PDF: across, and very wide where it would not fit even so. */
function sectionClass(section: ReportSection, locale: Locale): string {
  if (section.kind !== 'table') return section.kind;
  const { orientation, groups } = planTable(toTable(section, locale), locale);
  if (orientation === 'portrait') return 'table';
  return groups.length === 1 ? 'table wide' : 'table wide very-wide';
}

function renderBody(section: ReportSection, locale: Locale): string {
  switch (section.kind) {
    case 'text':
      return section.paragraphs.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('\n');
    case 'chart': {
      const { svg } = drawChart(section, locale, CHART_WIDTH, 'sans-serif');
      return `<figure role="img" aria-label="${escape(section.title)}">${svg}</figure>`;
    }
    case 'summary':
      return renderHighlights(section.highlights) + renderFacts(toTable(section, locale), locale);
    case 'validations': {
      const statuses = section.validations.map(({ status }) => status);
      return renderTable(toTable(section, locale), locale, (row) => statuses[row]);
    }
    default:
      return renderTable(toTable(section, locale), locale);
  }
}

function renderHighlights(highlights: string[]): string {
  if (highlights.length === 0) return '';
  return `<ul>${highlights.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>\n`;
}

/** Names and values need no header: each row has its own. */
function renderFacts({ rows }: SectionTable, locale: Locale): string {
  const lines = rows.map(([name, value]) => {
    const cells = [name, value].map((cell) => (cell ? escape(formatValue(cell, locale)) : ''));
    return `<tr><th scope="row">${cells[0] ?? ''}</th><td>${cells[1] ?? ''}</td></tr>`;
  });
  return `<div class="scroll"><table class="facts"><tbody>${lines.join('')}</tbody></table></div>`;
}

function renderTable(
  table: SectionTable,
  locale: Locale,
  statusOf: (row: number) => string | undefined = () => undefined,
): string {
  const { columns, rows, totals } = table;
  const widths = measureColumns(table, locale);
  const columnClasses = columns.map(({ type }, index) => [kindClass(type), isSetApart(columns, index) && 'gap']);
  const heads = columns.map(({ name }, index) => {
    const width = `style="--w:${widths[index]?.least ?? 0}"`;
    return `<th scope="col" ${width}${classOf(columnClasses[index] ?? [])}>${escape(name)}</th>`;
  });
  const lines = rows.map((row, index) => {
    const status = statusOf(index);
    const classes = (place: number): ClassName[] => [...(columnClasses[place] ?? []), place === 1 && status];
    const cells = row.map((value, place) => renderCell(value, classes(place), locale));
    return `<tr${classOf([totals.has(index) && 'total', status === 'fail' && 'failed'])}>${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${heads.join('')}</tr></thead><tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

function renderCell(value: ReportValue, classes: ClassName[], locale: Locale): string {
  return `<td${classOf(classes)}>${escape(formatValue(value, locale))}</td>`;
}

type ClassName = string | false | undefined;

/** Figures stand at the right; they and days are not broken. */
function kindClass(type: ReportValue['type']): ClassName {
  if (isNumeric(type)) return 'n';
  return (type === 'date' || type === 'datetime') && 'day';
}

function classOf(names: ClassName[]): string {
  const classes = names.filter((name) => name !== false && name !== undefined);
  return classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
}

// eslint-disable-next-line no-control-regex -- HTML has no place for them
const NOT_HTML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_HTML, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
