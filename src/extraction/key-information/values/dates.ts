import { toIsoTime } from './calendar.js';
import { isoOf, readingsOf } from './date-style.js';
import type { ValueStyle } from './value-style.js';
import { type WrittenDate, findWrittenDates } from './written-dates.js';

export interface DateValue {
  /** `YYYY-MM-DD` */
  date: string;
  /** `HH:MM` or `HH:MM:SS` of the clock, where one stands behind the date. */
  time: string | null;
  /** Whether day and month could be the other way round, and nothing in the document tells. */
  ambiguous: boolean;
  /** The other days that it could mean; empty unless `ambiguous`. */
  alternatives: string[];
}

/** `start` and `end` are offsets into the text; `end` is behind the date, not behind its time. */
export interface FoundDate extends DateValue {
  start: number;
  end: number;
  text: string;
}

export interface FindDatesOptions {
  /** Also takes what is a date only where one is expected, such as `20260107` and `26. 1. 7.`. */
  weak?: boolean;
}

const TIME =
  /^(?:T|\.?,?\s{0,3}(?:\(\p{L}{1,3}\)|at|um|à|om)?\s{1,3}|\.?\s?\(\p{L}{1,3}\))(오전|오후|[AP]M)?\s?(\d{1,2})(?::|시\s?)(\d{2})(?:분|:(\d{2}))?(?!\d|:\d)\s?([AaPp]\.?[Mm])?(?:Z|\s?(?:UTC|GMT|KST|CET|CEST))?/u;
const TIME_REACH = 40;
/** What may stand around a date that is all a text says. */
const AROUND = /^[\s.,:()[\]]*(?:\(?[월화수목금토일]\)|[월화수목금토일]요일)?[\s.,:()[\]]*$/u;

/** Every date of a text that the calendar has, in order. Linear in the text. */
export function findDates(text: string, style: ValueStyle, { weak = false }: FindDatesOptions = {}): FoundDate[] {
  return findWrittenDates(text)
    .filter((written) => weak || !written.weak || isUsualShortDate(written, style))
    .flatMap((written) => {
      const value = settle(written, style);
      if (!value) return [];
      const { start, end } = written;
      return [
        { ...value, time: readTime(text.slice(end, end + TIME_REACH)), start, end, text: text.slice(start, end) },
      ];
    });
}

/** The date that a text consists of, its time and weekday aside; null when it says anything else. */
export function parseDate(text: string, style: ValueStyle): DateValue | null {
  const [found, ...others] = findDates(text, style, { weak: true });
  if (!found || others.length > 0 || !AROUND.test(text.slice(0, found.start))) return null;
  const behind = text.slice(found.end);
  if (!AROUND.test(behind) && !AROUND.test(behind.slice(TIME.exec(behind)?.[0].length ?? 0))) return null;
  const { date, time, ambiguous, alternatives } = found;
  return { date, time, ambiguous, alternatives };
}

/** `26. 1. 7.` where years come first: Korean offices write so. */
function isUsualShortDate({ form, parts, separator }: WrittenDate, { dates }: ValueStyle): boolean {
  return (
    form === 'numeric' &&
    separator === '.' &&
    parts[0].length === 2 &&
    dates.shortYear === 'ymd' &&
    dates.shortYearKnown
  );
}

function settle(written: WrittenDate, { dates, today }: ValueStyle): Omit<DateValue, 'time'> | null {
  if (written.form !== 'numeric') {
    const date = isoOf(written, today);
    return date === null ? null : { date, ambiguous: false, alternatives: [] };
  }
  const readings = readingsOf(written, today);
  const isLong = written.parts[2].length === 4;
  const order = isLong ? dates.longYear : dates.shortYear;
  const chosen = readings.find((reading) => reading.order === order) ?? readings[0];
  if (!chosen) return null;
  const alternatives = [...new Set(readings.map(({ iso }) => iso))].filter((iso) => iso !== chosen.iso);
  const known = (isLong ? dates.longYearKnown : dates.shortYearKnown) && chosen.order === order;
  const ambiguous = alternatives.length > 0 && !known;
  return { date: chosen.iso, ambiguous, alternatives: ambiguous ? alternatives : [] };
}

function readTime(behind: string): string | null {
  const [, before = '', hour, minute, second, after = ''] = TIME.exec(behind) ?? [];
  if (hour === undefined || minute === undefined) return null;
  const half = (before || after).replace('.', '').toUpperCase();
  const hours = Number(hour);
  const isAfternoon = half === '오후' || half === 'PM';
  const isMorning = half === '오전' || half === 'AM';
  const onClock = isAfternoon && hours < 12 ? hours + 12 : isMorning && hours === 12 ? 0 : hours;
  return toIsoTime(onClock, Number(minute), second === undefined ? null : Number(second));
}
