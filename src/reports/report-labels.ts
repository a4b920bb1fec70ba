import type { Locale } from '../common/messages/messages.js';
import { en } from './report-labels.en.js';
import { ko } from './report-labels.ko.js';

export type ReportLabel = keyof typeof en;

const labels: Record<Locale, Record<ReportLabel, string>> = { en, ko };
const PLACEHOLDER = /\{(\w+)\}/g;

/** The fixed words of a report. Placeholders are filled as they are: what comes from a document is never a template. */
export function reportLabel(locale: Locale, label: ReportLabel, values: Record<string, string | number> = {}): string {
  return labels[locale][label].replace(PLACEHOLDER, (placeholder, name: string) => String(values[name] ?? placeholder));
}

/** The words for something that has a name of its own, such as a field or a rule; null when there are none for it. */
export function namedLabel(
  locale: Locale,
  kind: 'field' | 'rule' | 'entity' | 'document_type',
  name: string,
): string | null {
  const all: Partial<Record<string, string>> = labels[locale];
  const key = `${kind}.${name}`;
  return Object.hasOwn(all, key) ? (all[key] ?? null) : null;
}

export type Labeller = (label: ReportLabel, values?: Record<string, string | number>) => string;

export function labeller(locale: Locale): Labeller {
  return (label, values) => reportLabel(locale, label, values);
}
