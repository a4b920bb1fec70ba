import type { CellValue } from '../../extraction/extraction.types.js';
import type { ChartSection } from '../report.types.js';
import type { ChartCollector, ChartColumn } from './charts.js';
import { toReportLine } from './report-text.js';
import type { SectionContext } from './section-context.js';

const MAX_BARS = 10;
const MAX_KEPT = 1_000;
const MAX_LABEL = 60;

/** An amount, or where there is none the number of rows, by the values of a column: the largest first, the rest as one. */
export class CategoryChart implements ChartCollector {
  private readonly sums = new Map<string, number>();

  constructor(
    private readonly category: ChartColumn,
    private readonly amount: ChartColumn | null,
  ) {}

  take(row: readonly CellValue[]): void {
    const name = row[this.category.index];
    const value = this.amount ? row[this.amount.index] : 1;
    if (name === null || name === undefined || typeof value !== 'number') return;
    const key = toReportLine(String(name), MAX_LABEL);
    if (key === '' || (this.sums.size >= MAX_KEPT && !this.sums.has(key))) return;
    this.sums.set(key, (this.sums.get(key) ?? 0) + value);
  }

  finish({ label }: SectionContext): Omit<ChartSection, 'note'> | null {
    if (this.sums.size < 2 || this.sums.size >= MAX_KEPT) return null;
    const category = this.category.column.name;
    const sorted = [...this.sums].sort(([, a], [, b]) => b - a);
    const points = sorted.slice(0, MAX_BARS).map(([name, value]) => ({ label: name, value }));
    const rest = sorted.slice(MAX_BARS).reduce((sum, [, value]) => sum + value, 0);
    if (sorted.length > MAX_BARS) points.push({ label: label('chart_others'), value: rest });
    return {
      kind: 'chart',
      title: this.amount
        ? label('chart_by_category', { value: this.amount.column.name, category })
        : label('chart_count_by_category', { category }),
      chart: 'bar',
      category,
      value: this.amount?.column ?? { name: label('count'), type: 'integer' },
      points,
    };
  }
}
