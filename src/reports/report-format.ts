import type { Locale } from '../common/messages/messages.js';
import type { CellValue } from '../extraction/extraction.types.js';
import { reportLabel } from './report-labels.js';
import type { ReportValue, ReportValueType } from './report.types.js';

const NUMERIC: ReadonlySet<ReportValueType> = new Set<ReportValueType>([
  'integer',
  'decimal',
  'money',
  'percent',
  'bytes',
  'milliseconds',
]);
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;
const CURRENCY = /^[A-Z]{3}$/;

/** Whether values of the type are compared by size, and so stand at the right. */
export function isNumeric(type: ReportValueType): boolean {
  return NUMERIC.has(type);
}

/** A value as the reader of the report would write it. What does not fit its type is shown as it is. */
export function formatValue({ value, type, currency }: ReportValue, locale: Locale): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return reportLabel(locale, value ? 'yes' : 'no');
  if (typeof value === 'number') return Number.isFinite(value) ? formatNumber(value, type, currency, locale) : '';
  if (type === 'date' && DAY.test(value)) return formatTime(value, locale, { dateStyle: 'medium' });
  if (type === 'datetime' && TIME.test(value)) return formatDateTime(value, locale);
  return value;
}

export function formatCell(value: CellValue, column: Omit<ReportValue, 'value'>, locale: Locale): string {
  return formatValue({ ...column, value }, locale);
}

/** A number in as few characters as still tell its size: `1.2M`, `120만`. */
export function formatCompact(value: number, locale: Locale): string {
  return numberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

export function formatShare(value: number, locale: Locale): string {
  return numberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value);
}

export function formatDay(iso: string, locale: Locale): string {
  return formatTime(iso, locale, { dateStyle: 'long' });
}

function formatNumber(value: number, type: ReportValueType, currency: string | undefined, locale: Locale): string {
  switch (type) {
    case 'money':
      return formatMoney(value, currency, locale);
    case 'percent':
      return numberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(value);
    case 'bytes':
      return formatBytes(value, locale);
    case 'milliseconds':
      return numberFormat(locale, { style: 'unit', unit: 'second', maximumFractionDigits: 1 }).format(value / 1000);
    case 'identifier':
    case 'phone':
      return String(value);
    default:
      return numberFormat(locale, { maximumFractionDigits: 6 }).format(value);
  }
}

/** Without a known currency the number alone: two places or none, never one. */
function formatMoney(value: number, currency: string | undefined, locale: Locale): string {
  if (currency !== undefined && CURRENCY.test(currency)) {
    const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
    return numberFormat(locale, style).format(value);
  }
  const digits = Number.isInteger(value) ? 0 : 2;
  return numberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: 2 }).format(value);
}

function formatBytes(value: number, locale: Locale): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const style = { style: 'unit', unit: units[power] ?? 'byte', maximumFractionDigits: 1 } as const;
  return numberFormat(locale, style).format(value / 1000 ** power);
}

/** A moment that names its zone is shown in UTC and says so; one that does not stays as it is on the clock. */
function formatDateTime(value: string, locale: Locale): string {
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(value);
  const shown = formatTime(zoned ? value : `${value}Z`, locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  return zoned ? `${shown} UTC` : shown;
}

function formatTime(value: string, locale: Locale, style: Intl.DateTimeFormatOptions): string {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : dateFormat(locale, style).format(date);
}

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs a hundred times as much as using it. */
function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numberFormats, `${locale}${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options));
}

export function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const make = (): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  return kept(dateFormats, `${locale}${JSON.stringify(options)}`, make);
}

function kept<T>(formats: Map<string, T>, key: string, make: () => T): T {
  let format = formats.get(key);
  if (format === undefined) {
    format = make();
    // Currencies come from documents: three letters each, so the number of formats has an end.
    formats.set(key, format);
  }
  return format;
}
