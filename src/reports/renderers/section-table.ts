import type { CellValue } from '../../extraction/extraction.types.js';
import { reportLabel, type ReportLabel } from '../report-labels.js';
import type { ReportSection, ReportStructure } from '../report.types.js';

export interface SectionTable {
  header: string[];
  rows: CellValue[][];
}

type TabularSection = Exclude<ReportSection, { kind: 'text' }>;

/** Every section but plain text as a table: the one shape that each format knows how to draw. */
export function toTable(section: TabularSection, locale: ReportStructure['locale']): SectionTable {
  const header = (...labels: ReportLabel[]): string[] => labels.map((label) => reportLabel(locale, label));
  switch (section.kind) {
    case 'summary':
      return { header: header('field', 'value'), rows: section.entries.map(({ label, value }) => [label, value]) };
    case 'fields':
      return {
        header: header('field', 'value', 'confidence'),
        rows: section.fields.map(({ label, value, confidence }) => [label, value, confidence]),
      };
    case 'validations':
      return {
        header: header('rule', 'status', 'message'),
        rows: section.validations.map(({ rule, status, message }) => [rule, status, message]),
      };
    case 'table':
      return { header: section.columns.map(({ name }) => name), rows: section.rows };
    case 'statistics':
      return {
        header: header('of_table', 'column', 'type', 'min', 'max', 'sum', 'mean', 'empty'),
        rows: section.columns.map(({ table, name, type, min, max, sum, mean, empty }) => [
          table,
          name,
          type,
          min,
          max,
          sum,
          mean,
          empty,
        ]),
      };
  }
}
