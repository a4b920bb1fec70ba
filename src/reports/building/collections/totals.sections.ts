import type { CellValue } from '../../../extraction/extraction.types.js';
import type { ReportColumn, TableSection } from '../../report.types.js';
import { formatCount, withNote, type SectionContext } from '../section-context.js';
import { toAmount } from './amounts.js';
import type { CollectionFigures, Sums } from './collection-figures.types.js';
import { COLLECTION_LIMITS } from './collection-limits.js';
import { groupName } from './group-names.js';

/** How many documents each currency has and what they come to; no line adds up others. */
export function currencySections(
  { currencies, currencyCount }: CollectionFigures,
  context: SectionContext,
): TableSection[] {
  if (currencies.length === 0) return [];
  const { label, locale } = context;
  const rows = currencies.map((each): CellValue[] => [
    each.currency ?? label('no_group.currency'),
    each.documents,
    each.withTotal,
    ...sums(each, context),
  ]);
  const counts = { shown: formatCount(currencies.length, locale), total: formatCount(currencyCount, locale) };
  const note = currencies.length < currencyCount ? label('currencies_part', counts) : undefined;
  return [
    {
      ...table(label('totals_by_currency'), [
        { name: label('group.currency'), type: 'text' },
        { name: label('documents'), type: 'integer' },
        { name: label('with_total'), type: 'integer' },
        ...sumColumns(context),
      ]),
      rows,
      row_count: currencyCount,
      ...withNote(note),
    },
  ];
}

/** How many documents each group has, and from when to when. */
export function countSections(figures: CollectionFigures, context: SectionContext): TableSection[] {
  const { groupBy, groups, documents } = figures;
  if (groups.length === 0 || groupBy === 'currency') return [];
  const { label } = context;
  const hasDates = groupBy !== 'month';
  const dates = (first: string | null, last: string | null): CellValue[] => (hasDates ? [first, last] : []);
  const rows = groups.map((group): CellValue[] => [
    groupName(group, groupBy, context),
    group.documents,
    ...dates(group.first, group.last),
  ]);
  rows.push([label('all_documents'), documents, ...dates(figures.first, figures.last)]);
  const dateColumns: ReportColumn[] = hasDates
    ? [
        { name: label('first_date'), type: 'date' },
        { name: label('last_date'), type: 'date' },
      ]
    : [];
  return [
    {
      ...table(label('counts_by', { grouped: label(`grouped_by.${groupBy}`) }), [
        { name: label(`group.${groupBy}`), type: 'text' },
        { name: label('documents'), type: 'integer' },
        ...dateColumns,
      ]),
      rows,
      totals_rows: [rows.length - 1],
      row_count: rows.length,
      ...withNote(groupsNote(figures, context)),
    },
  ];
}

/** What each group comes to: a table for every currency, so that nobody adds a column of several. */
export function groupTotalSections(figures: CollectionFigures, context: SectionContext): TableSection[] {
  if (figures.groupBy === 'currency') return [];
  return figures.currencies.flatMap(({ currency }) =>
    currency === null ? [] : groupTotalSection(currency, figures, context),
  );
}

function groupTotalSection(currency: string, figures: CollectionFigures, context: SectionContext): TableSection {
  const { groupBy, groups, groupTotals, currencies } = figures;
  const { label } = context;
  const names = new Map(groups.map((group) => [group.place, groupName(group, groupBy, context)]));
  const totals = groupTotals.filter((total) => total.currency === currency);
  const rows = totals.map((total): CellValue[] => [
    names.get(total.place) ?? label(`no_group.${groupBy}`),
    total.documents,
    ...sums(total, context),
  ]);
  const whole = currencies.find((each) => each.currency === currency);
  if (whole) rows.push([label('all_documents'), whole.documents, ...sums(whole, context)]);
  return {
    ...table(label('totals_in', { grouped: label(`grouped_by.${groupBy}`), currency }), [
      { name: label(`group.${groupBy}`), type: 'text' },
      { name: label('documents'), type: 'integer' },
      ...sumColumns(context, currency),
    ]),
    rows,
    totals_rows: whole ? [rows.length - 1] : [],
    row_count: rows.length,
    ...withNote(groupsNote(figures, context)),
  };
}

function groupsNote({ groups, groupBy }: CollectionFigures, { label, locale }: SectionContext): string | undefined {
  const others = groups.find((group) => group.groups > 1);
  if (!others) return undefined;
  const counts = {
    shown: formatCount(COLLECTION_LIMITS.groups, locale),
    rest: formatCount(others.groups, locale),
  };
  return label(groupBy === 'month' ? 'groups_part_months' : 'groups_part', counts);
}

function sums({ subtotal, tax, total }: Sums, { locale }: SectionContext): CellValue[] {
  return [subtotal, tax, total].map((amount) => toAmount(amount, locale));
}

function sumColumns({ label }: SectionContext, currency?: string): ReportColumn[] {
  const names = [label('field.subtotal'), label('field.tax'), label('field.total')];
  return names.map((name) => ({ name, type: 'money', ...(currency !== undefined && { currency }) }));
}

function table(
  title: string,
  columns: ReportColumn[],
): Pick<TableSection, 'kind' | 'title' | 'columns' | 'totals_rows' | 'place'> {
  return { kind: 'table', title, columns, totals_rows: [], place: null };
}
