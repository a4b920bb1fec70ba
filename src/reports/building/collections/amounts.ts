import type { Locale } from '../../../common/messages/messages.js';
import { formatValue } from '../../report-format.js';

/** As many digits a number always gives back as it was given them (IEEE 754, binary64). */
const EXACT_DIGITS = 15;

/** A decimal string as a number where a number holds it exactly, else as the digits that it has, set apart to be read. */
export function toAmount(decimal: string | null, locale: Locale): number | string | null {
  if (decimal === null) return null;
  const digits = decimal.replace(/^-?0*/, '').replace('.', '').replace(/^0+/, '');
  if (digits.length <= EXACT_DIGITS) return Number(decimal);
  // A string is formatted digit by digit, where a number would be rounded first.
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 12 }).format(decimal as `${number}`);
}

/** An amount in words of a sentence. */
export function formatAmount(decimal: string | null, currency: string, locale: Locale): string {
  return formatValue({ value: toAmount(decimal, locale), type: 'money', currency }, locale);
}

/** An amount as the height of something drawn. */
export function toHeight(decimal: string | null): number {
  return decimal === null ? 0 : Number(decimal);
}
