import type { CellValue } from '../../extraction/extraction.types.js';
import { dateFormat } from '../report-format.js';
import type { ChartSection } from '../report.types.js';
import type { ChartCollector, ChartColumn } from './charts.js';
import type { SectionContext } from './section-context.js';

const ISO_DAY = /^\d{4}-\d{2}-\d{2}/;
/** Lengths of the beginnings of an ISO date: day, month, year. */
type Unit = 10 | 7 | 4;
const MAX_POINTS = 36;
/** Above it days are added up to months, and months to years, while reading. */
const MAX_KEPT = 5_000;

const LABELS: Record<Unit, Intl.DateTimeFormatOptions> = {
  10: { month: 'short', day: 'numeric' },
  7: { year: '2-digit', month: 'short' },
  4: { year: 'numeric' },
};

/** Sums of an amount by day, month or year: by the finest of them that still can be read. */
export class TimeChart implements ChartCollector {
  private sums = new Map<string, number>();
  private unit: Unit = 10;

  constructor(
    private readonly date: ChartColumn,
    private readonly amount: ChartColumn,
  ) {}

  take(row: readonly CellValue[]): void {
    const date = row[this.date.index];
    const value = row[this.amount.index];
    if (typeof date !== 'string' || typeof value !== 'number' || !ISO_DAY.test(date)) return;
    const key = date.slice(0, this.unit);
    this.sums.set(key, (this.sums.get(key) ?? 0) + value);
    if (this.sums.size > MAX_KEPT) this.coarsen();
  }

  finish({ label, locale }: SectionContext): Omit<ChartSection, 'note'> | null {
    while (this.sums.size > MAX_POINTS && this.unit !== 4) this.coarsen();
    if (this.sums.size < 2 || this.sums.size > MAX_POINTS * 3) return null;
    const format = dateFormat(locale, LABELS[this.unit]);
    const points = [...this.sums].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      kind: 'chart',
      title: label('chart_over_time', { value: this.amount.column.name }),
      chart: 'line',
      category: this.date.column.name,
      value: this.amount.column,
      points: points.map(([key, value]) => ({ label: labelOf(key, format), value })),
    };
  }

  private coarsen(): void {
    this.unit = this.unit === 10 ? 7 : 4;
    const sums = new Map<string, number>();
    for (const [key, value] of this.sums) {
      const part = key.slice(0, this.unit);
      sums.set(part, (sums.get(part) ?? 0) + value);
    }
    this.sums = sums;
  }
}

function labelOf(key: string, format: Intl.DateTimeFormat): string {
  const date = new Date(key);
  return Number.isNaN(date.getTime()) ? key : format.format(date);
}
