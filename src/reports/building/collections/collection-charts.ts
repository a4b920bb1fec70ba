import type { ChartSection } from '../../report.types.js';
import { toReportLine } from '../report-text.js';
import { formatCount, withNote, type SectionContext } from '../section-context.js';
import { toHeight } from './amounts.js';
import type { CollectionFigures, GroupCount } from './collection-figures.types.js';
import { COLLECTION_LIMITS } from './collection-limits.js';
import { groupName, monthName } from './group-names.js';

type Points = ChartSection['points'];

const MAX_LABEL = 60;
/** Up to so many months a line shows those without documents too; beyond, those alone that have any. */
const MAX_GAP_MONTHS = 48;

/** Which groups have the most documents, and which come to most. Months are for {@link trendCharts}. */
export function groupCharts(figures: CollectionFigures, context: SectionContext): ChartSection[] {
  const { groupBy, groups, groupTotals } = figures;
  if (groupBy === 'month') return [];
  const { label } = context;
  const category = label(`group.${groupBy}`);
  const grouped = label(`grouped_by.${groupBy}`);
  const counts = bars(
    groups.map((group) => [group, group.documents]),
    figures,
    context,
  );
  const charts = counts.map((drawn): ChartSection => ({
    ...drawn,
    title: label('chart_counts', { grouped }),
    category,
    value: { name: label('documents'), type: 'integer' },
  }));
  if (groupBy === 'currency') return charts;
  const places = new Map(groups.map((group) => [group.place, group]));
  for (const currency of chartCurrencies(figures)) {
    const values = groupTotals.flatMap((total): [GroupCount, number][] => {
      const group = places.get(total.place);
      return group && total.currency === currency && total.total !== null ? [[group, toHeight(total.total)]] : [];
    });
    const title = label('chart_totals', { grouped, currency });
    const value = { name: label('field.total'), type: 'money' as const, currency };
    charts.push(...bars(values, figures, context).map((drawn) => ({ ...drawn, title, category, value })));
  }
  return charts;
}

/** Single groups only: what stands for several would tower over all of them. */
function bars(
  values: [GroupCount, number][],
  { groupBy }: CollectionFigures,
  context: SectionContext,
): Pick<ChartSection, 'kind' | 'chart' | 'points' | 'note'>[] {
  const single = values.filter(([{ groups }]) => groups === 1).sort(([, a], [, b]) => b - a);
  if (single.length < 2) return [];
  const shown = single.slice(0, COLLECTION_LIMITS.bars);
  const total = values.reduce((count, [{ groups }]) => count + groups, 0);
  const points = shown.map(([group, value]) => ({
    label: toReportLine(groupName(group, groupBy, context), MAX_LABEL),
    value,
  }));
  const { label, locale } = context;
  const counts = { shown: formatCount(shown.length, locale), total: formatCount(total, locale) };
  return [
    { kind: 'chart', chart: 'bar', points, ...withNote(shown.length < total ? label('bars_part', counts) : undefined) },
  ];
}

/** How many documents came month by month, and what they came to in each of the most frequent currencies. */
export function trendCharts(figures: CollectionFigures, context: SectionContext): ChartSection[] {
  const { months, monthCount, currencies } = figures;
  const { label, locale } = context;
  const names = monthsBetween([...new Set(months.map(({ month }) => month))]);
  if (names.length < 2) return [];
  const shown = formatCount(COLLECTION_LIMITS.months, locale);
  const isCut = monthCount > COLLECTION_LIMITS.months;
  const note = isCut ? label('months_part', { shown, total: formatCount(monthCount, locale) }) : undefined;
  const line = (points: Points) => ({
    kind: 'chart' as const,
    chart: 'line' as const,
    category: label('group.month'),
    points,
    ...withNote(note),
  });
  const drawn = chartCurrencies(figures);
  const known = currencies.filter(({ currency }) => currency !== null).length;
  const totals = drawn.map((currency): ChartSection => {
    const ofCurrency = months.filter((month) => month.currency === currency);
    return {
      ...line(
        toPoints(
          names,
          ofCurrency.map(({ month, total }) => [month, toHeight(total)]),
          context,
        ),
      ),
      title: label('trend_totals', { currency }),
      value: { name: label('field.total'), type: 'money', currency },
    };
  });
  const counts: ChartSection = {
    ...line(
      toPoints(
        names,
        months.map(({ month, documents }) => [month, documents]),
        context,
      ),
    ),
    title: label('trend_counts'),
    value: { name: label('documents'), type: 'integer' },
    ...withNote(note, drawn.length < known ? chartsNote(drawn.length, known, context) : undefined),
  };
  return [...totals, counts];
}

function chartsNote(shown: number, total: number, { label, locale }: SectionContext): string {
  return label('charts_part', { shown: formatCount(shown, locale), total: formatCount(total, locale) });
}

function chartCurrencies({ currencies }: CollectionFigures): string[] {
  const withTotals = currencies.filter(({ withTotal }) => withTotal > 0);
  return withTotals.flatMap(({ currency }) => currency ?? []).slice(0, COLLECTION_LIMITS.chartCurrencies);
}

function toPoints(names: string[], values: [month: string, value: number][], { locale }: SectionContext): Points {
  const byMonth = new Map<string, number>();
  for (const [month, value] of values) byMonth.set(month, (byMonth.get(month) ?? 0) + value);
  return names.map((month) => ({ label: monthName(month, locale, 'short'), value: byMonth.get(month) ?? 0 }));
}

/** The months, oldest first, and those between them unless they lie too far apart. */
function monthsBetween(months: string[]): string[] {
  const sorted = months.toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const span = monthIndex(last) - monthIndex(first) + 1;
  if (span > MAX_GAP_MONTHS) return sorted;
  return Array.from({ length: span }, (_, offset) => nameOfMonth(monthIndex(first) + offset));
}

function monthIndex(month: string): number {
  const [year = '0', number = '1'] = month.split('-');
  return Number(year) * 12 + Number(number) - 1;
}

function nameOfMonth(index: number): string {
  const year = String(Math.floor(index / 12)).padStart(4, '0');
  return `${year}-${String((index % 12) + 1).padStart(2, '0')}`;
}
