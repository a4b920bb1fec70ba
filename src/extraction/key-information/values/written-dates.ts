import { MONTH_BEGINNING, monthOf } from './months.js';

/** The numbers of a date as they are written, their meaning not yet settled. */
export interface WrittenDate {
  start: number;
  end: number;
  form: 'year_first' | 'compact' | 'month_name' | 'numeric';
  /** In the order of the text for `numeric`; else already year, month, day. */
  parts: readonly [string, string, string];
  /** Between the parts of a numeric date; empty for other forms. */
  separator: string;
  /** Whether other things look like that, too (`20260107`, `3.1.12`): a date only where one is expected. */
  weak: boolean;
}

type Reading = Pick<WrittenDate, 'form' | 'parts'> & Partial<WrittenDate>;

const LEFT = String.raw`(?<![A-Za-z\d]|\d[-./:])`;
const RIGHT = String.raw`(?!\d|[-/.:]\d|[A-SU-Za-z])`;
const SEPARATOR = String.raw`\s{0,2}[-./]\s{0,2}`;
const ORDINAL = String.raw`(?:st|nd|rd|th|er|ère|º|°|\.)?`;
const MONTH = String.raw`(${MONTH_BEGINNING}[\p{L}\p{M}]{0,7}\.?)`;
const YEAR = String.raw`['’]?(\d{4}|\d{2})(?!\d|[:.,/-]\d| ?, ?\d{4}|[A-Za-z])`;

/** `2026-01-07`, `2026. 1. 7.`, `2026/1/7` */
const YEAR_FIRST = new RegExp(String.raw`${LEFT}(\d{4})(${SEPARATOR})(\d{1,2})(${SEPARATOR})(\d{1,2})${RIGHT}`, 'gu');
/** `2026년 1월 7일`, `26년1월7일`, `2026年1月7日` */
const EAST_ASIAN = /(?<!\d)(\d{4}|\d{2})\s{0,2}[년年]\s{0,2}(\d{1,2})\s{0,2}[월月]\s{0,2}(\d{1,2})\s{0,2}[일日]/gu;
const COMPACT = new RegExp(String.raw`${LEFT}((?:19|20)\d{2})([01]\d)([0-3]\d)${RIGHT}`, 'gu');
/** `7 Jan 2026`, `7. Januar 2026`, `7 de enero de 2026`, `12/MAR/18`, `1er janvier 2026`, `7th of May, 2026` */
const DAY_BEFORE_NAME = new RegExp(
  String.raw`${LEFT}(\d{1,2})${ORDINAL}(?:\s{0,2}[-/]\s{0,2}|\s{1,2}(?:of|de|di)\s|\s{0,2})${MONTH}` +
    String.raw`(?:\s{0,2}[-/,]\s{0,2}|\s{1,2}(?:de|del)\s|\s{1,2}|(?=['’]|\d{4}))${YEAR}`,
  'giu',
);
/** `Jan 7, 2026`, `January 7th, 2026`, `MAR-12-2018`, `August 3 , 2014` */
const NAME_BEFORE_DAY = new RegExp(
  String.raw`(?<!\p{L})${MONTH}(?:\s{0,2}[-/]\s{0,2}|\s{0,2})(\d{1,2})${ORDINAL}(?:\s{0,2}[-/,]\s{0,2}|\s{1,2})${YEAR}`,
  'giu',
);
/** `07/01/2026`, `26.01.07`, `7-1-26` */
const NUMERIC = new RegExp(
  String.raw`${LEFT}(\d{1,2})(${SEPARATOR})(\d{1,2})(${SEPARATOR})(\d{4}|\d{1,2})${RIGHT}`,
  'gu',
);

/**
 * Everything in a text that has the form of a date with day, month and year, in the order of the text and without
 * overlaps. Whether the calendar has such a day is not looked at. Each pattern has a bounded length: the time is linear.
 */
export function findWrittenDates(text: string): WrittenDate[] {
  const found = [
    ...collect(text, YEAR_FIRST, ([year = '', first = '', month = '', second = '', day = '']) =>
      first.trim() === second.trim() ? { form: 'year_first', parts: [year, month, day] } : null,
    ),
    ...collect(text, EAST_ASIAN, ([year = '', month = '', day = '']) => ({
      form: 'year_first',
      parts: [year, month, day],
    })),
    ...collect(text, DAY_BEFORE_NAME, ([day = '', name = '', year = '']) => readNamed(year, name, day)),
    ...collect(text, NAME_BEFORE_DAY, ([name = '', day = '', year = '']) => readNamed(year, name, day)),
    ...collect(text, NUMERIC, readNumeric),
    ...collect(text, COMPACT, ([year = '', month = '', day = '']) => ({
      form: 'compact',
      parts: [year, month, day],
      weak: true,
    })),
  ];
  return withoutOverlaps(found);
}

function collect(text: string, pattern: RegExp, read: (groups: string[]) => Reading | null): WrittenDate[] {
  const found: WrittenDate[] = [];
  for (const match of text.matchAll(pattern)) {
    const reading = read(match.slice(1));
    if (!reading) continue;
    const { index: start } = match;
    found.push({ separator: '', weak: false, ...reading, start, end: start + match[0].length });
  }
  return found;
}

function readNamed(year: string, name: string, day: string): Reading | null {
  const month = monthOf(name);
  return month === null ? null : { form: 'month_name', parts: [year, String(month), day] };
}

function readNumeric([first = '', before = '', second = '', behind = '', third = '']: string[]): Reading | null {
  const separator = before.trim();
  if (separator !== behind.trim()) return null;
  const isFull = third.length === 4;
  // Versions, sections and sizes have points and few digits, too.
  const looksLikeDate =
    [first, second, third].every((part) => part.length === 2) || (separator === '/' && third.length > 1);
  return { form: 'numeric', parts: [first, second, third], separator, weak: !isFull && !looksLikeDate };
}

/** Of two that overlap the one that begins first, then the longer one. */
function withoutOverlaps(found: WrittenDate[]): WrittenDate[] {
  const sorted = found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return sorted.filter((date) => {
    if (date.start < end) return false;
    end = date.end;
    return true;
  });
}
