import type { GridCell } from '../tables/grid.js';
import { currencyOf } from './number-format.js';

/** Digits that a double holds for certain. */
const PRECISION = 15;

/**
 * A cell as a person reads it, in one way whatever the workbook's language: dates as ISO 8601, numbers without
 * thousands separators, shares as `12.5%`, amounts with the sign of their format (`₩1200`, `1200원`), truth values as
 * `TRUE`; no white space around it.
 */
export function displayedText({ value, type, format }: GridCell): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (type === 'percent') return `${tidy(value * 100)}%`;
  const currency = type === 'money' && format !== undefined ? currencyOf(format) : null;
  if (!currency) return String(tidy(value));
  const sign = value < 0 ? '-' : '';
  const figure = tidy(Math.abs(value));
  return currency.before ? `${sign}${currency.sign}${figure}` : `${sign}${figure}${currency.sign}`;
}

/** Hides what binary fractions leave behind: 0.07 × 100 is 7. */
function tidy(value: number): number {
  return Number(value.toPrecision(PRECISION));
}
