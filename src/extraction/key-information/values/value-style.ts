import { type CurrencyStyle, findCurrencyStyle } from './currency-style.js';
import { type DateStyle, findDateStyle } from './date-style.js';
import { type NumberStyle, findNumberStyle } from './number-style.js';

/** How one document writes numbers, currencies and dates: what single values are read by. */
export interface ValueStyle {
  numbers: NumberStyle;
  currency: CurrencyStyle;
  dates: DateStyle;
  /** `YYYY-MM-DD`: years of two digits lie around it. */
  today: string;
}

export interface ValueStyleHints {
  /** ISO 639-1, as far as it is known. */
  language: string | null;
  /** `YYYY-MM-DD` */
  today: string;
}

/**
 * Tells from the whole text of a document how it writes its values. Linear in the text; call it once a document and hand
 * the result to `findAmounts`, `parseAmount`, `findDates` and `parseDate`.
 */
export function findValueStyle(text: string, { language, today }: ValueStyleHints): ValueStyle {
  const currency = findCurrencyStyle(text, language);
  return {
    numbers: findNumberStyle(text, language),
    currency,
    dates: findDateStyle(text, { language, currency: currency.main, today }),
    today,
  };
}
