import type { NumberKind } from '../tables/value-type.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const DURATION_FORMAT = /\[(h+|m+|s+)\]/i;
/** A date in the format, or text in it that may be one. */
const DATE_PARTS = /[yd]|[ym]{3}|[^ -~]/i;
/** A time of day may be shown of a date; of so few days it is a span of time. */
const MAX_SPAN_MS = 366 * DAY_MS;
const LOCALE_ONLY = /\[\$-[^\]]*\]/g;
/** `[$₩-412]`: a sign, and the language of dates and digits. */
const LOCALE = /\[\$([^\]-]*)(?:-[^\]]*)?\]/g;
const CURRENCY = /[$₩€£¥￥￦元円원]|\b(?:KRW|USD|EUR|JPY|GBP|CNY|CHF)\b/;

/** How a workbook counts its days. */
export interface DateSystem {
  /** Day 0 of its serial numbers. */
  epoch: number;
  /** What exceljs takes for it, as it knows one of the two ways to write that it is another. */
  assumedEpoch: number;
}

/** What a number stands for, as its cell's format says. */
export function kindOf(format: string): NumberKind {
  const signs = format.replace(LOCALE_ONLY, '');
  if (signs.includes('%')) return 'percent';
  return CURRENCY.test(signs) ? 'money' : 'plain';
}

/**
 * The sign that a format, or a written amount, shows beside the digits, and whether it stands before them; null when it
 * shows none.
 */
export function currencyOf(format: string): { sign: string; before: boolean } | null {
  const [positive = ''] = format.split(';');
  const signs = positive.replace(LOCALE, '$1').replace(/["\\]/g, '');
  const found = CURRENCY.exec(signs);
  if (!found) return null;
  const digits = signs.search(/[\d#?]/);
  return { sign: found[0], before: digits === -1 || found.index < digits };
}

/**
 * A point in time as `2026-01-05` or, with a time of day, `2026-01-05T09:30:00`; what lies within the calendar's first
 * day, and what the format shows as hours without a date, as `36:00:00`.
 */
export function formatTime(msSinceEpoch: number, epochMs: number, format: string): string | null {
  if (isDuration(msSinceEpoch, format)) return formatDuration(msSinceEpoch);
  const time = new Date(Math.round((epochMs + msSinceEpoch) / 1000) * 1000);
  if (Number.isNaN(time.getTime())) return null;
  const iso = time.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19);
}

/** The format shows hours, minutes or seconds without end. */
export function isSpanFormat(format: string): boolean {
  return DURATION_FORMAT.test(format);
}

function isDuration(ms: number, format: string): boolean {
  if (isSpanFormat(format) || (ms >= 0 && ms < DAY_MS)) return true;
  return ms < MAX_SPAN_MS && format !== '' && !DATE_PARTS.test(format.replace(LOCALE_ONLY, ''));
}

/** {@link formatTime} for a number of days since the workbook's epoch. */
export function formatSerial(days: number, format: string, date1904: boolean): string | null {
  return formatTime(days * DAY_MS, epochOf(date1904), format);
}

/** Day 0 of a workbook's serial numbers. */
export function epochOf(date1904: boolean): number {
  return date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
}

function formatDuration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (ms < 0 ? '-' : '') + parts.map((part) => String(part).padStart(2, '0')).join(':');
}
