import type { ValueType } from '../extraction/extraction.types.js';
import type { NormalizedValue } from './field.types.js';

const DATE = /^(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[일.]?$/;
const AMOUNT = /^(?<sign>-?)\s*(?<whole>\d{1,3}(?:,\d{3})+|\d{1,30})(?<fraction>\.\d{1,6})?$/;
const CURRENCIES: Readonly<Record<string, string>> = {
  '₩': 'KRW',
  원: 'KRW',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
};
const CURRENCY_MARK = /^[A-Z]{3}\b|\b[A-Z]{3}$|[₩$€£¥]|원$/u;

/** What kinds of values have a form that must be kept to; others are taken as they are. */
export type InputForm = 'date' | 'amount' | 'number';

export function formOf(type: ValueType): InputForm | null {
  if (type === 'date' || type === 'datetime') return 'date';
  if (type === 'money') return 'amount';
  return type === 'integer' || type === 'decimal' || type === 'percent' ? 'number' : null;
}

/**
 * What a user typed, as the normalized value of a field of this type; null when it cannot be read as one. `currency` is
 * that of an amount which names none.
 */
export function readInput(type: ValueType, input: string, currency: string | null): NormalizedValue | null {
  switch (formOf(type)) {
    case 'date':
      return readDate(input);
    case 'amount':
      return readAmount(input, currency);
    case 'number':
      return readNumber(input.replace(/\s*%$/, ''));
    case null:
      return input.replaceAll(/\s+/g, ' ');
  }
}

function readDate(input: string): string | null {
  const [, year = '', month = '', day = ''] = DATE.exec(input) ?? [];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : null;
}

function readAmount(input: string, fallback: string | null): NormalizedValue | null {
  const mark = CURRENCY_MARK.exec(input)?.[0];
  const amount = readNumber(mark === undefined ? input : input.replace(mark, '').trim());
  if (amount === null) return null;
  return { amount, currency: mark === undefined ? fallback : (CURRENCIES[mark] ?? mark) };
}

function readNumber(input: string): string | null {
  const groups = AMOUNT.exec(input)?.groups;
  if (!groups) return null;
  const whole = (groups.whole ?? '').replaceAll(',', '').replace(/^0+(?=\d)/, '');
  return `${groups.sign ?? ''}${whole}${groups.fraction ?? ''}`;
}
