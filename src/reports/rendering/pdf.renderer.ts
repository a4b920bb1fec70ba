import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { formatDay } from '../report-format.js';
import { labeller, type Labeller } from '../report-labels.js';
import type { ReportSection, ReportStructure } from '../report.types.js';
import { providePdfFonts } from './pdf-fonts.js';
import { toPdfSection, type PdfSection } from './pdf-sections.js';
import { PDF_COLOURS, PDF_STYLES, tableLayout } from './pdf-style.js';
import { PAGE_WIDTH, type Orientation } from './pdf-table-plan.js';
import { pdfText } from './pdf-text.js';
import { canShow, MAIN_FONT } from './report-fonts.js';

const MARGINS: [number, number, number, number] = [48, 48, 48, 52];
/** About five pages. */
const MIN_LINES_FOR_CONTENTS = 180;
const CHART_LINES = 16;
const HEADING_LINES = 4;
const MAX_FOOTER_TITLE = 70;

/** A4 with page numbers, contents where there is much, tables whose header comes again on every page; text can be searched. */
export function renderPdf(report: ReportStructure): Promise<Buffer> {
  const { title, locale, sections, data_as_of } = report;
  const label = labeller(locale);
  providePdfFonts();
  const isLong = needsContents(report);
  const parts = sections.map((section, index) =>
    toPdfSection(section, { id: anchor(index), bookmarked: isLong }, locale),
  );
  const definition: TDocumentDefinitions = {
    version: '1.7',
    language: locale,
    displayTitle: true,
    info: { title, author: 'Sheaf', creator: 'Sheaf', producer: 'Sheaf', creationDate: new Date(data_as_of) },
    pageSize: 'A4',
    pageMargins: MARGINS,
    defaultStyle: { font: MAIN_FONT, fontSize: 9, color: PDF_COLOURS.ink, lineHeight: 0.95 },
    styles: PDF_STYLES,
    footer: (page, pages) => footer(title, page, pages, label),
    content: [
      ...titleBlock(report, label),
      ...unshownNote(report, label),
      ...(isLong ? contents(report, label) : []),
      ...turnPages(parts),
    ],
  };
  return pdfmake.createPdf(definition).getBuffer();
}

function titleBlock({ title, locale, data_as_of }: ReportStructure, label: Labeller): Content[] {
  return [
    { text: pdfText(title), style: 'title' },
    { text: label('data_as_of', { date: formatDay(data_as_of, locale) }), style: 'meta', margin: [0, 4, 0, 8] },
    {
      canvas: [
        { type: 'line', x1: 0, y1: 0, x2: PAGE_WIDTH.portrait, y2: 0, lineWidth: 1.2, lineColor: PDF_COLOURS.accent },
      ],
    },
  ];
}

/** Fonts of all scripts would be hundreds of megabytes; what is written from right to left is not laid out either. */
function unshownNote({ title, sections }: ReportStructure, label: Labeller): Content[] {
  if (canShow(title + JSON.stringify(sections))) return [];
  return [{ text: label('characters_not_shown'), style: 'note', margin: [0, 6, 0, 0] }];
}

function needsContents({ sections }: ReportStructure): boolean {
  const lines = sections.reduce((sum, section) => sum + HEADING_LINES + linesOf(section), 0);
  return lines >= MIN_LINES_FOR_CONTENTS;
}

/** Made by hand: the library's own would name the last page of a table whose title is repeated on each of its pages. */
function contents({ sections }: ReportStructure, label: Labeller): Content[] {
  const body = sections.map(({ title }, index): TableCell[] => [
    { text: pdfText(title), linkToDestination: anchor(index) },
    { text: [{ pageReference: anchor(index) }], alignment: 'right', color: PDF_COLOURS.soft },
  ]);
  const heading: Content = { text: label('contents'), fontSize: 11, bold: true, margin: [0, 14, 0, 4] };
  return [heading, { table: { widths: ['*', 40], body }, layout: tableLayout(0), fontSize: 9 }];
}

function anchor(index: number): string {
  return `section-${index + 1}`;
}

function linesOf(section: ReportSection): number {
  switch (section.kind) {
    case 'summary':
      return section.entries.length + section.highlights.length;
    case 'fields':
      return section.fields.length;
    case 'validations':
      return section.validations.length;
    case 'table':
      return section.rows.length;
    case 'statistics':
      return section.columns.length;
    case 'chart':
      return CHART_LINES;
    case 'text':
      return section.paragraphs.reduce((sum, paragraph) => sum + paragraph.split('\n').length, 0);
  }
}

/** Paper that is turned begins anew. */
function turnPages(parts: PdfSection[]): Content[] {
  let current: Orientation = 'portrait';
  return parts.flatMap(({ orientation, content }) => {
    const [first, ...rest] = content;
    if (first === undefined || orientation === current) return content;
    current = orientation;
    return [{ ...(first as object), pageBreak: 'before', pageOrientation: orientation } as Content, ...rest];
  });
}

function footer(title: string, page: number, pages: number, label: Labeller): Content {
  const short = title.length > MAX_FOOTER_TITLE ? `${title.slice(0, MAX_FOOTER_TITLE).toWellFormed()}…` : title;
  return {
    margin: [MARGINS[0], 18, MARGINS[2], 0],
    fontSize: 8,
    color: PDF_COLOURS.soft,
    columns: [
      { text: pdfText(short), width: '*' },
      { text: label('page_of', { page, pages }), width: 60, alignment: 'right' },
    ],
  };
}
