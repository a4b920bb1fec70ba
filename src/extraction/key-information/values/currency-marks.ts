import { type CurrencyMark, currencyMark, MARK_BEFORE, MARK_BEHIND, MARK_REACH } from './currencies.js';

export interface FoundMark extends CurrencyMark {
  start: number;
  end: number;
}

/** The sign, code or word of a currency that ends right before `index`. */
export function currencyBefore(text: string, index: number): FoundMark | null {
  const from = Math.max(0, index - MARK_REACH);
  const match = MARK_BEFORE.exec(text.slice(from, index));
  const mark = match?.[1] === undefined ? null : currencyMark(match[1]);
  if (!match?.[1] || !mark) return null;
  const start = from + match.index;
  return { ...mark, start, end: start + match[1].length };
}

/** The sign, code or word of a currency that begins right behind `index`. */
export function currencyBehind(text: string, index: number): FoundMark | null {
  const match = MARK_BEHIND.exec(text.slice(index, index + MARK_REACH));
  const written = match?.[1] ?? match?.[2];
  const mark = written === undefined ? null : currencyMark(written);
  if (!match || written === undefined || !mark) return null;
  const start = index + match[0].length - written.length;
  return { ...mark, start, end: start + written.length };
}
