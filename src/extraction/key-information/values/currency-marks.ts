import { type CurrencyMark, currencyMark, MARK_BEFORE, MARK_BEHIND, MARK_REACH } from './currencies.js';

export interface FoundMark extends CurrencyMark {
  start: number;
  end: number;
}

/** With these no mark ends or begins: most figures are spared the search. */
const NO_MARK = /[\d\n,()%:;/-]/;
const BLANK = /[^\S\r\n]/;

/** The sign, code or word of a currency that ends right before `index`. */
export function currencyBefore(text: string, index: number): FoundMark | null {
  let last = index - 1;
  while (last > index - 3 && BLANK.test(text.charAt(last))) last -= 1;
  if (last < 0 || NO_MARK.test(text.charAt(last))) return null;
  const from = Math.max(0, index - MARK_REACH);
  const match = MARK_BEFORE.exec(text.slice(from, index));
  const mark = match?.[1] === undefined ? null : currencyMark(match[1]);
  if (!match?.[1] || !mark) return null;
  const start = from + match.index;
  return { ...mark, start, end: start + match[1].length };
}

/** The sign, code or word of a currency that begins right behind `index`. */
export function currencyBehind(text: string, index: number): FoundMark | null {
  let first = index;
  while (first < index + 2 && BLANK.test(text.charAt(first))) first += 1;
  if (first >= text.length || NO_MARK.test(text.charAt(first))) return null;
  const match = MARK_BEHIND.exec(text.slice(index, index + MARK_REACH));
  const written = match?.[1] ?? match?.[2];
  const mark = written === undefined ? null : currencyMark(written);
  if (!match || written === undefined || !mark) return null;
  const start = index + match[0].length - written.length;
  return { ...mark, start, end: start + written.length };
}
