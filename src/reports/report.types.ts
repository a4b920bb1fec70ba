import type { Locale } from '../common/messages/messages.js';
import type { CellValue, ValueType } from '../extraction/extraction.types.js';

export const REPORT_FORMATS = ['json', 'md', 'xlsx'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const REPORT_MEDIA_TYPES: Record<ReportFormat, string> = {
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

interface Titled {
  title: string;
}

/** Names and values, one below the other. */
export interface SummarySection extends Titled {
  kind: 'summary';
  entries: { label: string; value: CellValue }[];
}

export interface FieldsSection extends Titled {
  kind: 'fields';
  fields: { name: string; label: string; value: string; type: ValueType; confidence: number }[];
}

export interface ValidationsSection extends Titled {
  kind: 'validations';
  validations: { rule: string; status: string; message: string }[];
}

export interface TableSection extends Titled {
  kind: 'table';
  columns: { name: string; type: ValueType }[];
  rows: CellValue[][];
  /** Of the whole table; `rows` may hold only its beginning. */
  row_count: number;
}

export interface StatisticsSection extends Titled {
  kind: 'statistics';
  columns: {
    table: string;
    name: string;
    type: ValueType;
    min: CellValue;
    max: CellValue;
    sum: number | null;
    mean: number | null;
    empty: number;
  }[];
}

export interface TextSection extends Titled {
  kind: 'text';
  paragraphs: string[];
}

export type ReportSection =
  SummarySection | FieldsSection | ValidationsSection | TableSection | StatisticsSection | TextSection;

/** What a report says, whatever it is rendered to. Built once, stored as JSON. */
export interface ReportStructure {
  id: string;
  document_id: string;
  title: string;
  locale: Locale;
  created_at: string;
  sections: ReportSection[];
}
