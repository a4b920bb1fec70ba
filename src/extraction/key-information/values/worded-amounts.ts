import type { FoundAmount } from './amounts.js';
import { currencyBehind } from './currency-marks.js';
import { formatDecimal } from './decimal.js';
import { NUMERAL_DIGITS, NUMERAL_UNITS, parseKoreanNumber } from './korean-numerals.js';

/** A row of numerals, single spaces within; one character settles each step. */
const RUN = new RegExp(`[${NUMERAL_DIGITS}${NUMERAL_UNITS}](?:[ \\u00a0]?[${NUMERAL_DIGITS}${NUMERAL_UNITS}])*`, 'gu');
const HAS_DIGIT = new RegExp(`[${NUMERAL_DIGITS}]`);
const HAS_UNIT = new RegExp(`[${NUMERAL_UNITS}]`);
/** "Gold", the old word for money that opens an amount which must not be altered. */
const OPENING = /(?:일금|一金|금|金)\s{0,3}$/;
const CLOSING = /^(?:\s{0,2}(?:원|圓|円))?\s{0,2}[정整]|^\s{0,2}圓/;
const MAX_LENGTH = 60;
const REACH = 8;

/**
 * Amounts written in Korean numerals: `금 일백이십삼만사천오백원정`, `오만원`. Words that are made of the same syllables
 * (`이 만`, `사원`, `천원` as a unit) have no figure before a unit, or no currency behind.
 */
export function findWordedAmounts(text: string): FoundAmount[] {
  const found: FoundAmount[] = [];
  for (const match of text.matchAll(RUN)) {
    const amount = readRun(text, match[0], match.index);
    if (amount) found.push(amount);
  }
  return found;
}

function readRun(text: string, run: string, index: number): FoundAmount | null {
  if (run.length > MAX_LENGTH || !HAS_UNIT.test(run)) return null;
  const before = text.slice(Math.max(0, index - REACH), index);
  const behind = text.slice(index + run.length, index + run.length + REACH);
  const opening = OPENING.exec(before)?.[0] ?? '';
  const closing = CLOSING.exec(behind)?.[0] ?? '';
  if (opening === '' && (!HAS_DIGIT.test(run) || /[가-힣\d.,]$/.test(before) || run.length < 2)) return null;
  // `이 만원` may be "these ten thousand won".
  if (opening === '' && /\s/.test(run) && run.replace(/\s/g, '').length < 3) return null;
  const mark = currencyBehind(text, index + run.length);
  if (!mark && (opening === '' || closing === '')) return null;
  const value = parseKoreanNumber(run);
  if (!value) return null;
  const start = index - opening.length;
  const end = Math.max(mark?.end ?? 0, index + run.length + closing.length);
  return {
    amount: formatDecimal(value),
    currency: mark?.codes[0] ?? 'KRW',
    currencyAmbiguous: false,
    amountAmbiguous: false,
    start,
    end,
    text: text.slice(start, end),
    worded: true,
  };
}
