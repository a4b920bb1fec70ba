import type { ReportValue, SummarySection } from '../../report.types.js';
import { formatCount, type SectionContext } from '../section-context.js';
import { formatAmount } from './amounts.js';
import type { CollectionFigures, LeftOut } from './collection-figures.types.js';

type Entry = SummarySection['entries'][number];

/** What the documents come to in a few sentences, and what was left out. */
export function collectionSummary(figures: CollectionFigures, context: SectionContext): SummarySection {
  const { label, locale } = context;
  const { documents, first, last, groups, groupBy, fileTypes, undated, leftOut } = figures;
  const groupCount = groups.reduce((count, { key, groups: held }) => count + (key === null ? 0 : held), 0);
  const entries = [
    { label: label('documents'), value: documents, type: 'integer' as const },
    entry(label('first_date'), first, 'date'),
    entry(label('last_date'), last, 'date'),
    entry(
      label('groups_by'),
      label('groups_by_value', { grouping: label(`group.${groupBy}`), count: formatCount(groupCount, locale) }),
      'text',
    ),
    entry(label('file_types'), fileTypes.map((each) => fileTypeCount(each, context)).join(', '), 'text'),
    countEntry(label('undated'), undated),
    ...leftOutEntries(leftOut, documents, context),
  ];
  return {
    kind: 'summary',
    title: label('summary'),
    highlights: documents === 0 ? [label('highlight_empty')] : highlightsOf(figures, context),
    entries: entries.filter((each) => each !== null),
  };
}

function highlightsOf(figures: CollectionFigures, context: SectionContext): string[] {
  const { currencies, duplicates, missing, failed, mixed } = figures;
  const { label, locale } = context;
  const count = (value: number): string => formatCount(value, locale);
  const sums = currencies.flatMap(({ currency, total, withTotal }) =>
    currency === null || total === null
      ? []
      : label('highlight_currency', {
          currency,
          total: formatAmount(total, currency, locale),
          count: count(withTotal),
        }),
  );
  const unknown = currencies.find(({ currency }) => currency === null)?.documents ?? 0;
  const isClean = duplicates.total + missing.total + failed.total === 0;
  return [
    ...sums,
    ...sentence(duplicates.documents, () =>
      label('highlight_duplicates', { documents: count(duplicates.documents), sets: count(duplicates.sets) }),
    ),
    ...sentence(missing.documents, () => label('highlight_missing', { documents: count(missing.documents) })),
    ...sentence(failed.total, () =>
      label('highlight_failed', { checks: count(failed.total), documents: count(failed.documents) }),
    ),
    ...(isClean ? [label('highlight_clean')] : []),
    ...sentence(unknown, () => label('highlight_unknown_currency', { count: count(unknown) })),
    ...sentence(mixed, () => label('highlight_mixed', { count: count(mixed) })),
  ];
}

/** Only where there is something to tell. */
function sentence(about: number, tell: () => string): string[] {
  return about === 0 ? [] : [tell()];
}

function leftOutEntries(
  { unread, deleted, beyondLimit }: LeftOut,
  documents: number,
  { label, locale }: SectionContext,
): (Entry | null)[] {
  const told = documents + unread.reduce((sum, each) => sum + each.documents, 0);
  return [
    ...unread.map((each) =>
      countEntry(label('left_out_unread', { status: label(`unread.${each.status}`) }), each.documents),
    ),
    countEntry(label('left_out_deleted'), deleted),
    countEntry(label('left_out_beyond', { limit: formatCount(told, locale) }), beyondLimit),
  ];
}

function fileTypeCount(
  { fileType, documents }: CollectionFigures['fileTypes'][number],
  context: SectionContext,
): string {
  return `${context.label(`file_type.${fileType}`)} ${formatCount(documents, context.locale)}`;
}

function entry(label: string, value: string | null, type: ReportValue['type']): Entry | null {
  return value === null || value === '' ? null : { label, value, type };
}

function countEntry(label: string, value: number): Entry | null {
  return value === 0 ? null : { label, value, type: 'integer' };
}
