import { SEGMENT_BREAK, type TextSpan, textOf } from '../plane/text-plane.js';
import { findAmounts, parseAmount } from '../values/amounts.js';
import { findDates } from '../values/dates.js';
import type { ValueStyle } from '../values/value-style.js';

export interface ReadAmount {
  span: TextSpan;
  /** Decimal string. */
  amount: string;
  currency: string | null;
  /** Its currency's sign has several meanings and nothing tells which. */
  currencyAmbiguous: boolean;
  /** `1.234` where nothing tells whether that is a thousand. */
  ambiguous: boolean;
}

export interface ReadDate {
  span: TextSpan;
  /** `YYYY-MM-DD` */
  date: string;
  /** Day and month could be the other way round: what else it may mean. */
  alternatives: readonly string[];
}

/** The amounts of a part of a line, in order; a part that is one amount altogether is read more leniently. */
export function amountsIn(span: TextSpan, style: ValueStyle): ReadAmount[] {
  const text = textOf(span);
  const whole = parseAmount(text, style);
  if (whole) {
    const { amount, currency, currencyAmbiguous, amountAmbiguous } = whole;
    return [{ span: trimmed(span), amount, currency, currencyAmbiguous, ambiguous: amountAmbiguous }];
  }
  return findAmounts(text, style).map(({ amount, currency, currencyAmbiguous, amountAmbiguous, start, end }) => ({
    span: { line: span.line, from: span.from + start, to: span.from + end },
    amount,
    currency,
    currencyAmbiguous,
    ambiguous: amountAmbiguous,
  }));
}

/** The dates of a part of a line, in order; `weak` takes what is a date only where one is expected. */
export function datesIn(span: TextSpan, style: ValueStyle, weak: boolean): ReadDate[] {
  const text = textOf(span).replaceAll(SEGMENT_BREAK, ' ');
  return findDates(text, style, { weak }).map(({ date, alternatives, start, end }) => ({
    span: { line: span.line, from: span.from + start, to: span.from + end },
    date,
    alternatives,
  }));
}

/** A span without the white space and signs around its text. */
export function trimmed(span: TextSpan): TextSpan {
  const text = textOf(span);
  const before = /^[\s:：,;|·•\-–_=*]*/u.exec(text)?.[0].length ?? 0;
  const bare = text.slice(before).replace(/[\s:：,;|·•_=*]+$/u, '');
  return { line: span.line, from: span.from + before, to: span.from + before + bare.length };
}
