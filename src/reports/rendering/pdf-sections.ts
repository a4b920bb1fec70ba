import type { Content, TableCell } from 'pdfmake/interfaces.js';
import { formatValue, isNumeric } from '../report-format.js';
import { labeller } from '../report-labels.js';
import type { ReportColumn, ReportSection, ReportStructure, ReportValue } from '../report.types.js';
import { drawChart, inMainFont } from './chart-svg.js';
import { isSetApart } from './column-widths.js';
import { PDF_COLOURS, tableLayout } from './pdf-style.js';
import { PAGE_WIDTH, planTable, type Orientation, type TablePlan } from './pdf-table-plan.js';
import { pdfText } from './pdf-text.js';
import { MAIN_FONT } from './report-fonts.js';
import { toTable, type SectionTable } from './section-table.js';
import { widestLine } from './text-width.js';

type Locale = ReportStructure['locale'];

/** What stands on paper of a section, and which way the paper lies. */
export interface PdfSection {
  orientation: Orientation;
  content: Content[];
}

/** In points, before words that follow figures. */
const GAP = 9;
const SECTION_SPACE = 20;
/** A row of more lines than this may be divided between pages; any other stays whole. */
const MAX_WHOLE_LINES = 12;
const OPENING_LINES = 4;
/** Drawn larger than the paper is wide and then made smaller, so that its text is of the size of other text. */
const CHART_WIDTH = 620;

/** Where a section begins, for the table of contents; in long reports it has a bookmark. */
export interface PdfPlace {
  id: string;
  bookmarked: boolean;
}

export function toPdfSection(section: ReportSection, place: PdfPlace, locale: Locale): PdfSection {
  switch (section.kind) {
    case 'text':
      return { orientation: 'portrait', content: textContent(section, place) };
    case 'chart':
      return { orientation: 'portrait', content: [chartContent(section, place, locale)] };
    case 'summary':
      return { orientation: 'portrait', content: summaryContent(section, place, locale) };
    default:
      return tableContent(section, place, locale);
  }
}

function anchor(
  { title }: ReportSection,
  { id, bookmarked }: PdfPlace,
): { id: string; outline?: true; outlineText?: string } {
  return { id, ...(bookmarked && { outline: true, outlineText: title }) };
}

function heading(section: ReportSection, place: PdfPlace): Content {
  return {
    text: pdfText(section.title),
    style: 'heading',
    ...anchor(section, place),
    margin: [0, SECTION_SPACE, 0, 4],
  };
}

function remarks(section: ReportSection): string {
  const place = section.kind === 'table' ? section.place : null;
  return [place, section.note].filter((part) => part !== null && part !== undefined).join(' — ');
}

function notes(section: ReportSection): Content[] {
  const text = remarks(section);
  return text === '' ? [] : [{ text: pdfText(text), style: 'note', margin: [0, 0, 0, 4] }];
}

function textContent(section: Extract<ReportSection, { kind: 'text' }>, place: PdfPlace): Content[] {
  const [first = '', ...others] = section.paragraphs;
  const lines = first.split('\n');
  const opening = lines.slice(0, OPENING_LINES).join('\n').slice(0, 600);
  const rest = first.slice(opening.length).replace(/^\n/, '');
  const paragraph = (text: string): Content => ({ text: pdfText(text), style: 'body', margin: [0, 0, 0, 6] });
  const begin: Content = { unbreakable: true, stack: [heading(section, place), ...notes(section), paragraph(opening)] };
  return [begin, ...(rest === '' ? [] : [paragraph(rest)]), ...others.map(paragraph)];
}

function chartContent(section: Extract<ReportSection, { kind: 'chart' }>, place: PdfPlace, locale: Locale): Content {
  const { svg, width, height } = drawChart(inMainFont(section), locale, CHART_WIDTH, MAIN_FONT);
  const scale = PAGE_WIDTH.portrait / width;
  const picture: Content = { svg, width: width * scale, height: height * scale };
  return { unbreakable: true, stack: [heading(section, place), ...notes(section), picture] };
}

function summaryContent(
  section: Extract<ReportSection, { kind: 'summary' }>,
  place: PdfPlace,
  locale: Locale,
): Content[] {
  const { rows } = toTable(section, locale);
  const highlights: Content[] = section.highlights.map((line) => ({ text: pdfText(line), margin: [0, 0, 0, 3] }));
  const body: TableCell[][] = rows.map(([name, value]) => [
    { text: shown(name, locale), style: 'label' },
    { text: shown(value, locale) },
  ]);
  return [
    heading(section, place),
    ...(highlights.length > 0 ? [{ ul: highlights, style: 'body', margin: [0, 0, 0, 8] } as Content] : []),
    ...(body.length > 0
      ? [{ table: { widths: [130, '*'], body }, layout: tableLayout(0), fontSize: 9 } as Content]
      : []),
  ];
}

function shown(value: ReportValue | undefined, locale: Locale): ReturnType<typeof pdfText> {
  return value ? pdfText(formatValue(value, locale)) : '';
}

function tableContent(
  section: Exclude<ReportSection, { kind: 'text' | 'summary' }>,
  place: PdfPlace,
  locale: Locale,
): PdfSection {
  const table = toTable(section, locale);
  const plan = planTable(table, locale);
  const statuses = section.kind === 'validations' ? section.validations.map(({ status }) => status) : [];
  const colours = statuses.map((status) => STATUS_COLOURS[status]);
  return {
    orientation: plan.orientation,
    content: plan.groups.map((_, index) => groupContent({ section, place, table, plan, locale, colours }, index)),
  };
}

const STATUS_COLOURS = { pass: PDF_COLOURS.good, fail: PDF_COLOURS.bad, skipped: PDF_COLOURS.soft } as const;

interface TableJob {
  section: ReportSection;
  place: PdfPlace;
  table: SectionTable;
  plan: TablePlan;
  locale: Locale;
  /** Of the second cell of each row. */
  colours: string[];
}

/** One group of columns as a table whose title and header come again on every page that it reaches. */
function groupContent(job: TableJob, index: number): Content {
  const { table, plan } = job;
  const group = plan.groups[index] ?? { columns: [], widths: [] };
  const caption = captionRow(job, index, group.columns.length);
  const header = group.columns.map((column) => headCell(table, column));
  const rows = table.rows.map((row, number) => group.columns.map((column) => bodyCell(job, row, number, column)));
  const isTall = hasTallRow(job, group);
  // Not in the header, which comes again on later pages.
  const [beginning] = rows[0] ?? [];
  if (index === 0 && beginning !== undefined) Object.assign(beginning, anchor(job.section, job.place));
  return {
    table: {
      headerRows: 2,
      // Of a row that has to stay whole, with the header besides, but is longer than a page, nothing at all is drawn.
      keepWithHeaderRows: isTall ? 0 : 1,
      dontBreakRows: !isTall,
      widths: group.widths,
      body: [caption, header, ...rows],
    },
    layout: tableLayout(2),
    fontSize: plan.fontSize,
    margin: [0, SECTION_SPACE - 4, 0, 0],
  };
}

function captionRow({ section, place, table, plan, locale }: TableJob, index: number, columns: number): TableCell[] {
  const text = labeller(locale)('columns_part', {
    from: (plan.groups[index]?.columns[1] ?? 0) + 1,
    to: (plan.groups[index]?.columns.at(-1) ?? 0) + 1,
    total: table.columns.length,
  });
  const lines = [remarks(section), plan.groups.length > 1 ? text : ''].filter((line) => line !== '');
  const title: Content = {
    text: pdfText(section.title),
    style: 'heading',
    ...(table.rows.length === 0 && anchor(section, place)),
  };
  const cell: TableCell = {
    colSpan: columns,
    margin: [-4, 0, 0, 2],
    stack: [title, ...lines.map((line): Content => ({ text: pdfText(line), style: 'note' }))],
  };
  return [cell, ...Array.from({ length: columns - 1 }, (): TableCell => '')];
}

function headCell({ columns }: SectionTable, index: number): TableCell {
  const text = pdfText(columns[index]?.name ?? '');
  return { text, style: 'head', ...placing(columns, index), fillColor: PDF_COLOURS.head };
}

/** Figures at the right, and what follows them at a distance. */
function placing(
  columns: ReportColumn[],
  index: number,
): { alignment: 'left' | 'right'; margin?: [number, number, number, number] } {
  const column = columns[index];
  return {
    alignment: column && isNumeric(column.type) ? 'right' : 'left',
    ...(isSetApart(columns, index) && { margin: [GAP, 0, 0, 0] }),
  };
}

function bodyCell({ table, locale, colours }: TableJob, row: ReportValue[], number: number, index: number): TableCell {
  const isTotal = table.totals.has(number);
  const colour = index === 1 ? colours[number] : undefined;
  return {
    text: shown(row[index], locale),
    ...placing(table.columns, index),
    ...(isTotal && { bold: true, fillColor: PDF_COLOURS.total }),
    ...(colour !== undefined && { color: colour, bold: true }),
  };
}

function hasTallRow({ table, plan }: TableJob, { columns, widths }: TablePlan['groups'][number]): boolean {
  return table.rows.some((row) =>
    columns.some((column, place) => {
      const value = row[column]?.value;
      if (typeof value !== 'string') return false;
      const perLine = Math.max(1, (widths[place] ?? 1) / (plan.fontSize * 0.58));
      return value.split('\n').length + widestLine(value) / perLine > MAX_WHOLE_LINES;
    }),
  );
}
