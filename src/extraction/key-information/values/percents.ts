import { parseFigure } from './figures.js';
import type { ValueStyle } from './value-style.js';

export interface FoundPercent {
  /** The figure before the sign, a decimal string: `"12.5"` for 12.5 %. */
  percent: string;
  start: number;
  end: number;
  text: string;
}

const PERCENT = /(?<![\p{L}\d.,])([-−+]?)(\d{1,15}(?:[.,]\d{1,9})?)\s?(?:[%％]|퍼센트)/gu;

/** Every share of a text in order. Linear: the pattern has a bounded length. */
export function findPercents(text: string, style: ValueStyle): FoundPercent[] {
  const found: FoundPercent[] = [];
  for (const match of text.matchAll(PERCENT)) {
    const [whole, sign, row = ''] = match;
    // Nobody has thousands of per cents without decimals: the sign is that of decimals.
    const figure = parseFigure(row, row.includes(',') && !/,\d{3}$/.test(row) ? ',' : style.numbers.decimal);
    if (!figure) continue;
    const percent = (sign === '-' || sign === '−' ? '-' : '') + figure.digits.replace(/^0+(?=\d)/, '');
    found.push({ percent, start: match.index, end: match.index + whole.length, text: whole });
  }
  return found;
}
