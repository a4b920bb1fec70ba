import type { CellValue, ValueType } from '../extraction.types.js';
import type { NumberKind } from '../tables/value-type.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A time of day may be shown of a date; of so few days it is a span of time. */
const MAX_SPAN_DAYS = 366;
/** 31 December 9999. */
const MAX_DAYS = 2_958_465;
/** Below it the days of 1900 count a 29 February that never was. */
const FIRST_TRUE_DAY = 60;
/** Dates of one format that are remembered: a column has few different ones. */
const MAX_REMEMBERED = 4_096;

/** `[$₩-412]`: a sign, and the language of dates and digits. */
const LOCALE = /\[\$([^\]-]*)(?:-[^\]]*)?\]/g;
const CURRENCY = /[$₩€£¥￥￦元円원]|\b(?:KRW|USD|EUR|JPY|GBP|CNY|CHF)\b/;
/** Text, escaped characters, and space as wide as a character. */
const LITERAL = /"[^"]*"|\\.|[_*]./g;
const SPAN = /\[(?:h+|m+|s+)\]/i;
const BRACKETS = /\[[^\]]*\]/g;
const EXPONENT = /e[+-]/g;
const CLOCK = /[hs]|am\/pm|a\/p/;
/** Years and days, eras among them, the names of months, and those of weekdays in East Asian editions. */
const DAY = /[ydge]|m{3}|a{3}/;

/** What a format makes of a number: a date, a time of day, a span of time. */
type TimeKind = 'none' | 'date' | 'clock' | 'span';

/** How numbers of one format are to be read. */
export class NumberFormat {
  readonly kind: NumberKind;
  private readonly time: TimeKind;
  private readonly remembered = new Map<number, string | null>();

  constructor(
    readonly code: string,
    private readonly date1904: boolean,
    kind?: NumberKind,
  ) {
    this.kind = kind ?? kindOf(code);
    this.time = timeKindOf(code);
  }

  /** The number itself, or the day or time that it stands for. */
  read(value: number): CellValue {
    if (this.time === 'none') return value;
    let text = this.remembered.get(value);
    if (text === undefined) {
      text = toTime(value, this.time, this.date1904);
      if (this.remembered.size < MAX_REMEMBERED) this.remembered.set(value, text);
    }
    return text ?? value;
  }

  /** The type of what {@link read} gave. */
  typeOf(read: CellValue): ValueType {
    if (typeof read === 'number') {
      if (this.kind !== 'plain') return this.kind;
      return Number.isInteger(read) ? 'integer' : 'decimal';
    }
    if (typeof read !== 'string' || read.charAt(4) !== '-') return 'text';
    return read.length === 10 ? 'date' : 'datetime';
  }
}

/** What a number stands for, as its cell's format says. */
function kindOf(format: string): NumberKind {
  if (format.includes('%')) return 'percent';
  return CURRENCY.test(format.replace(LOCALE, '$1')) ? 'money' : 'plain';
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

function timeKindOf(format: string): TimeKind {
  const [code = ''] = format.replace(LITERAL, ' ').split(';');
  if (SPAN.test(code)) return 'span';
  const letters = code.replace(BRACKETS, '').toLowerCase().replace('general', '').replace(EXPONENT, '');
  if (DAY.test(letters)) return 'date';
  if (CLOCK.test(letters)) return 'clock';
  return letters.includes('m') ? 'date' : 'none';
}

/**
 * A number of days as `2026-01-05` or, with a time of day, `2026-01-05T09:30:00`; what lies within the calendar's first
 * day, and what is shown as hours without a date, as `36:00:00`; null beyond the calendar.
 */
function toTime(days: number, kind: TimeKind, date1904: boolean): string | null {
  const isSpan = kind === 'span' || (days >= 0 && days < 1) || (kind === 'clock' && days < MAX_SPAN_DAYS);
  if (isSpan) return formatDuration(days * DAY_MS);
  if (days < 0 || days > MAX_DAYS) return null;
  const time = new Date(Math.round((epochOf(days, date1904) + days * DAY_MS) / 1000) * 1000);
  return formatInstant(time);
}

/** A point in time as `2026-01-05` or, with a time of day, `2026-01-05T09:30:00`. */
function formatInstant(time: Date): string | null {
  if (Number.isNaN(time.getTime())) return null;
  const iso = time.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19);
}

/** `36:00:00`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (ms < 0 ? '-' : '') + parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function epochOf(days: number, date1904: boolean): number {
  if (date1904) return Date.UTC(1904, 0, 1);
  return Date.UTC(1899, 11, days < FIRST_TRUE_DAY ? 31 : 30);
}
