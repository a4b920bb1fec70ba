import { labeller } from '../../report-labels.js';
import type { ReportStructure, TextSection } from '../../report.types.js';
import { formatCount, type SectionContext } from '../section-context.js';
import { groupCharts, trendCharts } from './collection-charts.js';
import type { CollectionFigures, CollectionSubject } from './collection-figures.types.js';
import { collectionSummary } from './collection-summary.section.js';
import { duplicateSections, failedSections, listSections, missingSections } from './line.sections.js';
import { countSections, currencySections, groupTotalSections } from './totals.sections.js';

/**
 * Says what many documents come to, in the words of one language: the same structure as a report on one of them, so that
 * the same renderers show it. Sections without content are left out.
 */
export function buildCollectionReport(
  { id, locale, createdAt }: CollectionSubject,
  figures: CollectionFigures,
): ReportStructure {
  const label = labeller(locale);
  const context: SectionContext = { locale, label };
  const grouped = label(`grouped_by.${figures.groupBy}`);
  const count = formatCount(figures.documents, locale);
  return {
    schema_version: 1,
    id,
    document_id: null,
    title: label(figures.documents === 1 ? 'collection_title_one' : 'collection_title', { count, grouped }),
    locale,
    created_at: createdAt,
    data_as_of: figures.asOf,
    sections: [
      collectionSummary(figures, context),
      ...currencySections(figures, context),
      ...countSections(figures, context),
      ...groupTotalSections(figures, context),
      ...groupCharts(figures, context),
      ...trendCharts(figures, context),
      ...duplicateSections(figures, context),
      ...missingSections(figures, context),
      ...failedSections(figures, context),
      ...listSections(figures, context),
      aboutSection(context),
    ],
  };
}

/** By what rules it was made: whoever is sent the report cannot ask. */
function aboutSection({ label }: SectionContext): TextSection {
  return {
    kind: 'text',
    title: label('about'),
    paragraphs: [
      label('about_corrections'),
      label('about_currencies'),
      label('about_dates'),
      label('about_duplicates'),
      label('about_required'),
      label('about_links'),
    ],
  };
}
