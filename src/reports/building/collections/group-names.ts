import { dateFormat } from '../../report-format.js';
import { reportLabel, type ReportLabel } from '../../report-labels.js';
import type { Locale } from '../../../common/messages/messages.js';
import type { Grouping } from '../../collections/collection-report.types.js';
import { toReportLine } from '../report-text.js';
import { formatCount, type SectionContext } from '../section-context.js';
import type { GroupCount } from './collection-figures.types.js';
import { COLLECTION_LIMITS } from './collection-limits.js';

const DOCUMENT_TYPES: Readonly<Record<string, ReportLabel>> = {
  invoice: 'document_type.invoice',
  tax_invoice: 'document_type.tax_invoice',
  receipt: 'document_type.receipt',
  quotation: 'document_type.quotation',
  statement: 'document_type.statement',
  report: 'document_type.report',
  other: 'document_type.other',
};
const FILE_TYPES: Readonly<Record<string, ReportLabel>> = {
  excel: 'file_type.excel',
  pdf: 'file_type.pdf',
  image: 'file_type.image',
};

/** What a group is called: its members, those that belong to none, or all that have no place of their own. */
export function groupName({ key, groups }: GroupCount, groupBy: Grouping, { label, locale }: SectionContext): string {
  if (groups > 1) return label('other_groups', { count: formatCount(groups, locale) });
  const name = key === null ? '' : memberName(key, groupBy, locale);
  return name === '' ? label(`no_group.${groupBy}`) : name;
}

function memberName(key: string, groupBy: Grouping, locale: Locale): string {
  switch (groupBy) {
    case 'month':
      return monthName(key, locale, 'long');
    case 'document_type':
      return documentTypeName(key, locale);
    case 'file_type':
      return known(FILE_TYPES, key, locale);
    default:
      return toReportLine(key, COLLECTION_LIMITS.nameCharacters);
  }
}

export function documentTypeName(type: string, locale: Locale): string {
  return known(DOCUMENT_TYPES, type, locale);
}

/** `month` as `2026-01`. */
export function monthName(month: string, locale: Locale, style: 'long' | 'short'): string {
  const year = style === 'long' ? 'numeric' : '2-digit';
  const date = new Date(`${month}-01T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? month : dateFormat(locale, { year, month: style }).format(date);
}

function known(labels: Readonly<Record<string, ReportLabel>>, name: string, locale: Locale): string {
  const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
  return label === undefined ? toReportLine(name, COLLECTION_LIMITS.nameCharacters) : reportLabel(locale, label);
}
