import type { Locale } from '../common/messages/messages.js';
import type { Document } from '../documents/document.entity.js';
import type { ExtractedTable } from '../extraction/extraction.types.js';
import type { CorrectedExtraction } from '../fields/field.types.js';
import { reportLabel, type ReportLabel } from './report-labels.js';
import type { ReportSection, ReportStructure, SummarySection } from './report.types.js';

const MAX_TEXT_CHARACTERS = 20_000;

export interface ReportSubject {
  id: string;
  locale: Locale;
  createdAt: Date;
  document: Pick<Document, 'id' | 'filename' | 'fileType' | 'sizeBytes'>;
  extraction: CorrectedExtraction;
}

/** Says what an extraction holds in sections, in the words of one language. Sections without content are left out. */
export function buildReport({ id, locale, createdAt, document, extraction }: ReportSubject): ReportStructure {
  const label = (name: ReportLabel, values?: Record<string, string | number>): string =>
    reportLabel(locale, name, values);
  return {
    id,
    document_id: document.id,
    title: label('title', { filename: document.filename }),
    locale,
    created_at: createdAt.toISOString(),
    sections: [
      summarySection(document, extraction, label),
      ...fieldSections(extraction, label),
      ...extraction.tables.map((table, index) => tableSection(table, index, label)),
      ...statisticsSections(extraction, label),
      ...textSections(extraction, label),
    ],
  };
}

type Labeller = (name: ReportLabel, values?: Record<string, string | number>) => string;

function summarySection(
  document: ReportSubject['document'],
  extraction: CorrectedExtraction,
  label: Labeller,
): SummarySection {
  const { metadata, pages, sheets, tables, language, timings } = extraction;
  const entries: SummarySection['entries'] = [
    { label: label('filename'), value: document.filename },
    { label: label('file_type'), value: document.fileType },
    { label: label('size'), value: document.sizeBytes },
    { label: label('document_title'), value: metadata.title ?? null },
    { label: label('author'), value: metadata.author ?? null },
    { label: label('created'), value: metadata.created_at ?? null },
    { label: label('language'), value: language },
    { label: label('pages'), value: pages.length || null },
    { label: label('sheets'), value: sheets.map(({ name }) => name).join(', ') || null },
    {
      label: label('hidden_sheets'),
      value:
        sheets
          .filter(({ hidden }) => hidden)
          .map(({ name }) => name)
          .join(', ') || null,
    },
    { label: label('tables'), value: tables.length || null },
    { label: label('processing_time'), value: timings.total_ms },
  ];
  return { kind: 'summary', title: label('summary'), entries: entries.filter(({ value }) => value !== null) };
}

function fieldSections({ fields, validations }: CorrectedExtraction, label: Labeller): ReportSection[] {
  const sections: ReportSection[] = [];
  if (fields.length > 0) {
    const rows = fields.map(({ name, label: found, value, type, confidence }) => ({
      name,
      label: found,
      value,
      type,
      confidence,
    }));
    sections.push({ kind: 'fields', title: label('fields'), fields: rows });
  }
  if (validations.length > 0) {
    const rows = validations.map(({ rule, status, message }) => ({ rule, status, message }));
    sections.push({ kind: 'validations', title: label('validations'), validations: rows });
  }
  return sections;
}

function tableSection(table: ExtractedTable, index: number, label: Labeller): ReportSection {
  const name = table.title ?? label('table', { number: index + 1 });
  const part = label('table_part', { shown: table.rows.length, total: table.row_count });
  return {
    kind: 'table',
    title: table.rows.length < table.row_count ? `${name} (${part})` : name,
    columns: table.columns.map(({ name: column, type }) => ({ name: column, type })),
    rows: table.rows,
    row_count: table.row_count,
  };
}

function statisticsSections({ tables }: CorrectedExtraction, label: Labeller): ReportSection[] {
  const columns = tables.flatMap((table, index) =>
    table.columns.map(({ name, type, min, max, sum, mean, null_count: empty }) => ({
      table: table.title ?? label('table', { number: index + 1 }),
      name,
      type,
      min,
      max,
      sum,
      mean,
      empty,
    })),
  );
  return columns.length > 0 ? [{ kind: 'statistics', title: label('statistics'), columns }] : [];
}

function textSections({ text, warnings }: CorrectedExtraction, label: Labeller): ReportSection[] {
  const paragraphs = text
    .slice(0, MAX_TEXT_CHARACTERS)
    .toWellFormed()
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '');
  if (text.length > MAX_TEXT_CHARACTERS) paragraphs.push(label('text_part'));
  const sections: ReportSection[] = [{ kind: 'text', title: label('text'), paragraphs }];
  if (warnings.length > 0) {
    sections.push({ kind: 'text', title: label('warnings'), paragraphs: warnings.map(({ message }) => message) });
  }
  return sections;
}
