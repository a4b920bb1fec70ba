import { toFullYear, toIsoDate } from './calendar.js';
import { type WrittenDate, findWrittenDates } from './written-dates.js';

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** How a document orders the parts of dates written in figures. */
export interface DateStyle {
  /** Of `01/07/2026`. */
  longYear: 'dmy' | 'mdy';
  /** Of `26.01.07`. */
  shortYear: DateOrder;
  /** Whether something in the document speaks for `longYear`; otherwise such dates remain ambiguous. */
  longYearKnown: boolean;
  shortYearKnown: boolean;
  evidence: Record<DateOrder, number>;
}

export interface DateStyleHints {
  language: string | null;
  /** ISO 4217 code of most amounts. */
  currency: string | null;
  today: string;
}

export interface DateReading {
  order: DateOrder;
  iso: string;
}

const DAY_FIRST_LANGUAGES = new Set(
  'de nl fr es it pt da sv nb no fi pl cs sk ru uk tr ro hu el bg hr sl id vi'.split(' '),
);
const YEAR_FIRST_LANGUAGES = new Set(['ko', 'ja', 'zh']);
const DAY_FIRST_CURRENCIES = new Set('EUR GBP INR AUD NZD MYR SGD HKD ZAR CHF SEK NOK DKK THB IDR BRL MXN'.split(' '));
/** A state and its postal code; company forms, taxes and countries of places that put the day first. */
const UNITED_STATES =
  /(?<![A-Za-z])(?:(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?(?!\d)|U\.?S\.?A\.?(?![A-Za-z])|United States)/;
const DAY_FIRST_PLACES =
  /(?<![A-Za-z])(?:GST|VAT|SST|RM(?=[\s)\d])|SDN\.? ?BHD|Berhad|Jalan|Jln|Taman|Selangor|Johor|Kuala Lumpur|Malaysia|India|Australia|New Zealand|Singapore|Hong Kong|United Kingdom|Ireland|South Africa)(?![A-Za-z])/i;

/** A date with one possible reading proves its order. */
const PROOF = 1;
/** A reading that the document writes elsewhere in a form that leaves no choice. */
const ECHO = 1;
/** A reading in the far future against one that is past. */
const PAST = 0.25;
const LANGUAGE = 0.75;
const PLACE = 0.5;
/** The least difference that settles what `01/07/2026` means. */
const SETTLED = 0.5;
/** A document that writes dates at all has done so by then. */
const MAX_CHARACTERS = 256 * 1024;
const ALL: readonly DateOrder[] = ['dmy', 'mdy', 'ymd'];

/** Tells from the dates at the beginning of a text, its language, currency and places in which order it writes day and month. */
export function findDateStyle(text: string, hints: DateStyleHints): DateStyle {
  const dates = findWrittenDates(text.slice(0, MAX_CHARACTERS)).filter(({ form, weak }) => form !== 'compact' && !weak);
  const evidence: Record<DateOrder, number> = { dmy: 0, mdy: 0, ymd: 0 };
  const known = new Set(dates.filter(({ form }) => form !== 'numeric').map((date) => isoOf(date, hints.today)));
  for (const date of dates) {
    if (date.form === 'numeric') weigh(readingsOf(date, hints.today), known, hints.today, evidence);
    else if (date.form === 'year_first') evidence.ymd = 0.25;
  }
  addHints(text, hints, evidence);
  const { dmy, mdy, ymd } = evidence;
  const longYear = dmy === mdy ? defaultOrder(hints) : dmy > mdy ? 'dmy' : 'mdy';
  const others = Math.max(dmy, mdy);
  return {
    longYear,
    shortYear: ymd > others ? 'ymd' : longYear,
    longYearKnown: Math.abs(dmy - mdy) >= SETTLED,
    shortYearKnown: ymd > others ? ymd - others >= SETTLED : Math.abs(dmy - mdy) >= SETTLED && others - ymd >= SETTLED,
    evidence,
  };
}

/** What a date in figures can mean by the calendar; one entry for each order that gives a day. */
export function readingsOf({ parts, separator }: WrittenDate, today: string): DateReading[] {
  const [first, second, third] = parts;
  const orders = third.length === 4 ? ALL.slice(0, 2) : third.length === 1 ? ALL.slice(2) : ALL;
  const readings = orders.flatMap((order): DateReading[] => {
    const [year, month, day] =
      order === 'ymd' ? [first, second, third] : order === 'dmy' ? [third, second, first] : [third, first, second];
    if (year.length < 2) return [];
    const iso = toIsoDate(toFullYear(year, today), Number(month), Number(day));
    return iso === null ? [] : [{ order, iso }];
  });
  // Nobody who writes points puts the month first.
  const plausible = separator === '.' ? readings.filter(({ order }) => order !== 'mdy') : readings;
  return plausible.length > 0 ? plausible : readings;
}

/** Of a date whose form settles its order. */
export function isoOf({ parts: [year, month, day] }: WrittenDate, today: string): string | null {
  return toIsoDate(toFullYear(year, today), Number(month), Number(day));
}

function weigh(
  readings: DateReading[],
  known: ReadonlySet<string | null>,
  today: string,
  evidence: Record<DateOrder, number>,
): void {
  const [only] = readings;
  if (only && readings.length === 1) evidence[only.order] += PROOF;
  if (readings.length < 2 || new Set(readings.map(({ iso }) => iso)).size === 1) return;
  const echoed = readings.filter(({ iso }) => known.has(iso));
  if (echoed[0] && echoed.length === 1) evidence[echoed[0].order] += ECHO;
  const past = readings.filter(({ iso }) => iso <= today);
  if (past[0] && past.length === 1) evidence[past[0].order] += PAST;
}

function addHints(text: string, { language, currency }: DateStyleHints, evidence: Record<DateOrder, number>): void {
  if (language !== null && DAY_FIRST_LANGUAGES.has(language)) evidence.dmy += LANGUAGE;
  if (language !== null && YEAR_FIRST_LANGUAGES.has(language)) evidence.ymd += LANGUAGE;
  if (currency !== null && DAY_FIRST_CURRENCIES.has(currency)) evidence.dmy += PLACE;
  if (UNITED_STATES.test(text)) evidence.mdy += PLACE;
  else if (currency !== 'USD' && DAY_FIRST_PLACES.test(text)) evidence.dmy += PLACE;
  if (currency === 'USD' && language === 'en') evidence.mdy += PLACE;
}

function defaultOrder({ language, currency }: DateStyleHints): 'dmy' | 'mdy' {
  return currency === 'USD' || language === 'ko' || language === 'en' ? 'mdy' : 'dmy';
}
