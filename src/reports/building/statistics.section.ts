import type { CellValue } from '../../extraction/extraction.types.js';
import type { CorrectedExtraction } from '../../fields/field.types.js';
import type { StatisticsSection } from '../report.types.js';
import { REPORT_LIMITS } from './report-limits.js';
import { toReportLine } from './report-text.js';
import { partNote, withNote, type SectionContext } from './section-context.js';
import type { ReadTable } from './table-reading.js';

export function statisticsSections(
  { tables }: CorrectedExtraction,
  read: ReadTable[],
  context: SectionContext,
): StatisticsSection[] {
  const all = read.flatMap(({ name: table, columns }, index) =>
    columns.flatMap(({ name, type }, column) => {
      const found = tables[index]?.columns[column];
      if (!found) return [];
      const { mean, distinct_count: distinct, null_count: empty } = found;
      // Shares add up to nothing.
      const sum = type === 'percent' ? null : found.sum;
      return [{ table, name, type, min: edge(found.min), max: edge(found.max), sum, mean, distinct, empty }];
    }),
  );
  if (all.length === 0) return [];
  const columns = all.slice(0, REPORT_LIMITS.statistics);
  const hasTotals = tables.some(({ totals_rows }) => totals_rows.length > 0);
  return [
    {
      kind: 'statistics',
      title: context.label('statistics'),
      columns,
      ...withNote(
        partNote('entries_part', columns.length, all.length, context),
        hasTotals ? context.label('statistics_without_totals') : undefined,
      ),
    },
  ];
}

function edge(value: CellValue): CellValue {
  return typeof value === 'string' ? toReportLine(value, REPORT_LIMITS.nameCharacters) : value;
}
