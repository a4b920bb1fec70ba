import type { Locale } from '../common/messages/messages.js';
import type { CellValue, ValueType } from '../extraction/extraction.types.js';

export const REPORT_FORMATS = ['pdf', 'xlsx', 'html', 'md', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What is made of the structure; JSON is the structure itself. */
export const RENDERED_FORMATS = ['pdf', 'xlsx', 'html', 'md'] as const;
export type RenderedFormat = (typeof RENDERED_FORMATS)[number];

export const REPORT_MEDIA_TYPES: Record<ReportFormat, string> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

export type ReportValueType = ValueType | 'bytes' | 'milliseconds';

/** A value with what it takes to show it in the reader's language. `value` of a date is ISO 8601, of a percentage a fraction. */
export interface ReportValue {
  value: CellValue;
  type: ReportValueType;
  /** ISO 4217, of money whose currency is known. */
  currency?: string;
}

interface Titled {
  title: string;
  /** What the reader has to know of this section: what was left out, what is counted. */
  note?: string;
}

/** Sentences, then names and values one below the other. */
export interface SummarySection extends Titled {
  kind: 'summary';
  highlights: string[];
  entries: ({ label: string } & ReportValue)[];
}

export interface ReportField extends ReportValue {
  name: string;
  label: string;
  /** As it stands in the document; for a corrected field, as it was corrected. */
  text: string;
  /** 0–1; null for what people entered. */
  confidence: number | null;
  corrected: boolean;
  /** In words: a page or a cell. */
  place: string | null;
}

export interface FieldsSection extends Titled {
  kind: 'fields';
  fields: ReportField[];
}

export interface ValidationsSection extends Titled {
  kind: 'validations';
  validations: { rule: string; label: string; status: 'pass' | 'fail' | 'skipped'; message: string }[];
}

export interface ReportColumn {
  name: string;
  type: ReportValueType;
  currency?: string;
}

export interface TableSection extends Titled {
  kind: 'table';
  columns: ReportColumn[];
  rows: CellValue[][];
  /** Rows that add up others, as indexes into `rows`. */
  totals_rows: number[];
  /** Of the whole table; `rows` may hold only its beginning. */
  row_count: number;
  /** In words: where in the document it stands. */
  place: string | null;
}

export interface StatisticsSection extends Titled {
  kind: 'statistics';
  columns: {
    table: string;
    name: string;
    type: ReportValueType;
    min: CellValue;
    max: CellValue;
    sum: number | null;
    mean: number | null;
    distinct: number;
    empty: number;
  }[];
}

/** One series of values over categories. `bar` ranks, `line` runs through time, `histogram` counts by class. */
export interface ChartSection extends Titled {
  kind: 'chart';
  chart: 'bar' | 'line' | 'histogram';
  category: string;
  value: ReportColumn;
  points: { label: string; value: number }[];
}

export interface TextSection extends Titled {
  kind: 'text';
  paragraphs: string[];
}

export type ReportSection =
  SummarySection | FieldsSection | ValidationsSection | TableSection | StatisticsSection | ChartSection | TextSection;

/** What a report says, whatever it is rendered to. Built once, stored as JSON. */
export interface ReportStructure {
  schema_version: 1;
  id: string;
  /** Null of a report across documents. */
  document_id: string | null;
  title: string;
  locale: Locale;
  created_at: string;
  /** When what it tells was read from the document. */
  data_as_of: string;
  sections: ReportSection[];
}
