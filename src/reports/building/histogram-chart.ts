import type { CellValue } from '../../extraction/extraction.types.js';
import { formatCompact } from '../report-format.js';
import type { ChartSection } from '../report.types.js';
import type { ChartCollector, ChartColumn } from './charts.js';
import type { SectionContext } from './section-context.js';

const MAX_CLASSES = 12;
const MIN_VALUES = 8;
const STEPS = [1, 2, 2.5, 5, 10] as const;

/** How many values lie in each of at most a dozen classes with round bounds. */
export class HistogramChart implements ChartCollector {
  private readonly start: number;
  private readonly step: number;
  private readonly counts: number[];

  constructor(private readonly source: ChartColumn) {
    const { min, max } = source.statistics;
    const low = Number(min);
    const high = Number(max);
    this.step = niceStep((high - low) / (MAX_CLASSES - 1), source.column.type === 'integer');
    this.start = Math.floor(low / this.step) * this.step;
    const classes = Math.floor((high - this.start) / this.step) + 1;
    this.counts = new Array<number>(Math.min(Math.max(classes, 1), MAX_CLASSES + 1)).fill(0);
  }

  take(row: readonly CellValue[]): void {
    const value = row[this.source.index];
    if (typeof value !== 'number') return;
    const index = Math.floor((value - this.start) / this.step);
    const inside = Math.min(Math.max(index, 0), this.counts.length - 1);
    this.counts[inside] = (this.counts[inside] ?? 0) + 1;
  }

  finish({ label, locale }: SectionContext): Omit<ChartSection, 'note'> | null {
    const values = this.counts.reduce((sum, count) => sum + count, 0);
    if (values < MIN_VALUES || this.counts.filter((count) => count > 0).length < 2) return null;
    const { name, type } = this.source.column;
    const bound = (value: number): string =>
      type === 'percent' ? `${formatCompact(value * 100, locale)}%` : formatCompact(value, locale);
    return {
      kind: 'chart',
      title: label('chart_distribution', { value: name }),
      chart: 'histogram',
      category: name,
      value: { name: label('count'), type: 'integer' },
      points: this.counts.map((value, index) => {
        const from = this.start + index * this.step;
        return { label: `${bound(from)} – ${bound(from + this.step)}`, value };
      }),
    };
  }
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `least`; whole where values are. */
function niceStep(least: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = STEPS.find((step) => step * power >= least) ?? 10;
  const step = factor * power;
  return whole ? Math.max(1, Math.ceil(step)) : step;
}
