import type { CellValue, ExtractedTable, TableColumn } from '../../extraction/extraction.types.js';
import { isNumeric } from '../report-format.js';
import type { ChartSection, ReportColumn } from '../report.types.js';
import { CategoryChart } from './category-chart.js';
import { HistogramChart } from './histogram-chart.js';
import { partNote, withNote, type SectionContext } from './section-context.js';
import { TimeChart } from './time-chart.js';

const MIN_ROWS = 4;
const MAX_CATEGORIES = 40;
/** Further distributions say little that the statistics do not. */
const MAX_HISTOGRAMS = 2;
const UNIT_PRICE = /단가|평균|비율|\b(unit price|price|rate|average|mean)\b/i;

/** A column with where its values stand in a row. */
export interface ChartColumn {
  index: number;
  column: ReportColumn;
  statistics: TableColumn;
}

/** Collects from the rows, one after the other and in bounded memory, what one chart shows. */
export interface ChartCollector {
  take(row: readonly CellValue[]): void;
  /** Null where the rows turn out to give no chart. */
  finish(context: SectionContext): Omit<ChartSection, 'note'> | null;
}

export interface TableCharts {
  none: boolean;
  take(row: readonly CellValue[]): void;
  finish(seenRows: number, allRows: number): ChartSection[];
}

/** The charts that suit a table: its amounts over time and by category, and how its numbers are distributed. */
export function chartsOf(
  table: ExtractedTable,
  columns: ReportColumn[],
  tableName: string,
  context: SectionContext,
): TableCharts {
  const collectors = table.row_count - table.totals_rows.length < MIN_ROWS ? [] : collectorsFor(table, columns);
  return {
    none: collectors.length === 0,
    take(row) {
      for (const collector of collectors) collector.take(row);
    },
    finish(seenRows, allRows) {
      const note = withNote(tableName, partNote('chart_part', seenRows, allRows, context));
      return collectors.flatMap((collector) => {
        const chart = collector.finish(context);
        return chart ? [{ ...chart, ...note }] : [];
      });
    },
  };
}

function collectorsFor(table: ExtractedTable, columns: ReportColumn[]): ChartCollector[] {
  const all = columns.flatMap((column, index): ChartColumn[] => {
    const statistics = table.columns[index];
    return statistics ? [{ index, column, statistics }] : [];
  });
  const numbers = all.filter(({ column, statistics }) => isNumeric(column.type) && isSpread(statistics));
  const amount = mainAmount(numbers);
  const date = all.find(({ column }) => column.type === 'date' || column.type === 'datetime');
  const category = all.find((candidate) => isCategory(candidate, table.row_count));
  return [
    ...(date && amount ? [new TimeChart(date, amount)] : []),
    ...(category ? [new CategoryChart(category, amount)] : []),
    ...numbers.slice(0, MAX_HISTOGRAMS).map((column) => new HistogramChart(column)),
  ];
}

/** What a reader would add up: money before other numbers, the largest sum before smaller ones; never shares or prices. */
function mainAmount(numbers: ChartColumn[]): ChartColumn | null {
  const summable = numbers.filter(({ column }) => column.type !== 'percent' && !UNIT_PRICE.test(column.name));
  const money = summable.filter(({ column }) => column.type === 'money');
  const size = ({ statistics }: ChartColumn): number => Math.abs(statistics.sum ?? 0);
  return (money.length > 0 ? money : summable).reduce<ChartColumn | null>(
    (best, next) => (best === null || size(next) > size(best) ? next : best),
    null,
  );
}

function isCategory({ column, statistics }: ChartColumn, rows: number): boolean {
  const { distinct_count: distinct } = statistics;
  const isName = column.type === 'text' || column.type === 'boolean';
  return isName && distinct >= 2 && distinct <= MAX_CATEGORIES && distinct <= rows * 0.75;
}

function isSpread({ min, max }: TableColumn): boolean {
  return typeof min === 'number' && typeof max === 'number' && max > min;
}
