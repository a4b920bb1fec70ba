import type { Locale } from '../../common/messages/messages.js';
import type { ExtractedTable, Location } from '../../extraction/extraction.types.js';
import { formatCell } from '../report-format.js';
import type { Labeller } from '../report-labels.js';
import { REPORT_LIMITS } from './report-limits.js';
import { toReportLine } from './report-text.js';

/** In whose words the sections are written. */
export interface SectionContext {
  locale: Locale;
  label: Labeller;
}

export function placeOf(location: Location, { locale, label }: SectionContext): string {
  if ('page' in location) return label('place_page', { page: formatCount(location.page, locale) });
  const cell = 'cell' in location ? location.cell : location.range;
  return label('place_cell', { sheet: toReportLine(location.sheet, REPORT_LIMITS.nameCharacters), cell });
}

export function tableName({ title }: ExtractedTable, index: number, { label }: SectionContext): string {
  const name = toReportLine(title ?? '', REPORT_LIMITS.nameCharacters);
  return name || label('table', { number: index + 1 });
}

export function formatCount(value: number, locale: Locale): string {
  return formatCell(value, { type: 'integer' }, locale);
}

/** The note that says how many of all are shown; none when it is all of them. */
export function partNote(
  key: 'table_part' | 'tables_part' | 'entries_part' | 'chart_part' | 'text_part',
  shown: number,
  total: number,
  { locale, label }: SectionContext,
): string | undefined {
  if (shown >= total) return undefined;
  return label(key, { shown: formatCount(shown, locale), total: formatCount(total, locale) });
}

/** The notes that there are, as one. */
export function withNote(...notes: (string | undefined)[]): { note?: string } {
  const note = notes.filter((each) => each !== undefined).join(' ');
  return note === '' ? {} : { note };
}
