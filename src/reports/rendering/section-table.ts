import { reportLabel, type ReportLabel } from '../report-labels.js';
import type { ReportColumn, ReportSection, ReportStructure, ReportValue } from '../report.types.js';

/** A section as columns and rows: the one shape that each format knows how to draw. Columns of numbers stand at the right. */
export interface SectionTable {
  columns: ReportColumn[];
  rows: ReportValue[][];
  /** Rows that add up others. */
  totals: ReadonlySet<number>;
}

export type TabularSection = Exclude<ReportSection, { kind: 'text' }>;

/** Every section but plain text as a table; of a chart the figures that it draws. */
export function toTable(section: TabularSection, locale: ReportStructure['locale']): SectionTable {
  const label = (name: ReportLabel): string => reportLabel(locale, name);
  switch (section.kind) {
    case 'summary':
      return {
        columns: [text(label('field')), text(label('value'))],
        rows: section.entries.map(({ label: name, ...value }) => [asText(name), value]),
        totals: new Set(),
      };
    case 'fields':
      return fieldTable(section, label);
    case 'validations':
      return {
        columns: [text(label('rule')), text(label('status')), text(label('message'))],
        rows: section.validations.map(({ label: rule, status, message }) =>
          [rule, label(`status.${status}`), message].map(asText),
        ),
        totals: new Set(),
      };
    case 'table':
      return {
        columns: section.columns,
        rows: section.rows.map((row) =>
          section.columns.map((column, index) => ({ ...typeOf(column), value: row[index] ?? null })),
        ),
        totals: new Set(section.totals_rows),
      };
    case 'statistics':
      return statisticsTable(section, label);
    case 'chart':
      return {
        columns: [text(section.category), section.value],
        rows: section.points.map(({ label: name, value }) => [asText(name), { ...typeOf(section.value), value }]),
        totals: new Set(),
      };
  }
}

type Label = (name: ReportLabel) => string;

function fieldTable(section: Extract<ReportSection, { kind: 'fields' }>, label: Label): SectionTable {
  return {
    columns: [
      text(label('field')),
      text(label('value')),
      text(label('as_printed')),
      { name: label('confidence'), type: 'percent' },
      text(label('place')),
    ],
    rows: section.fields.map(({ label: name, text: printed, confidence, corrected, place, value, type, currency }) => [
      asText(name),
      { value, type, ...(currency !== undefined && { currency }) },
      asText(printed),
      corrected ? asText(label('corrected')) : { value: confidence, type: 'percent' },
      asText(place),
    ]),
    totals: new Set(),
  };
}

function statisticsTable(section: Extract<ReportSection, { kind: 'statistics' }>, label: Label): SectionTable {
  return {
    columns: [
      text(label('of_table')),
      text(label('column')),
      text(label('type')),
      { name: label('min'), type: 'decimal' },
      { name: label('max'), type: 'decimal' },
      { name: label('sum'), type: 'decimal' },
      { name: label('mean'), type: 'decimal' },
      { name: label('distinct'), type: 'integer' },
      { name: label('empty'), type: 'integer' },
    ],
    rows: section.columns.map(({ table, name, type, min, max, sum, mean, distinct, empty }) => [
      asText(table),
      asText(name),
      asText(label(`type.${type}`)),
      { value: min, type },
      { value: max, type },
      { value: sum, type },
      { value: roundMean(mean, type), type: type === 'integer' ? 'decimal' : type },
      { value: distinct, type: 'integer' },
      { value: empty, type: 'integer' },
    ]),
    totals: new Set(),
  };
}

/** A mean of shares keeps its digits; of anything else, two places are what people read. */
function roundMean(mean: number | null, type: ReportColumn['type']): number | null {
  return mean === null || type === 'percent' ? mean : Math.round(mean * 100) / 100;
}

function text(name: string): ReportColumn {
  return { name, type: 'text' };
}

function asText(value: string | null): ReportValue {
  return { value, type: 'text' };
}

function typeOf({ type, currency }: ReportColumn): Omit<ReportValue, 'value'> {
  return { type, ...(currency !== undefined && { currency }) };
}
