import { readFigureAmount } from './amount-reader.js';
import { findDates } from './dates.js';
import { FIGURE } from './figures.js';
import type { ValueStyle } from './value-style.js';
import { findWordedAmounts } from './worded-amounts.js';

export interface Amount {
  /** Decimal string with the decimals it was written with: `"-1234.50"`. Never rounded. */
  amount: string;
  /** ISO 4217 code of the sign, word or code that stands with it; null where none does. */
  currency: string | null;
  /** Whether the sign has several meanings (`$`, `kr`) and nothing in the document tells which; the likeliest is given. */
  currencyAmbiguous: boolean;
  /** Whether `1.234` could as well be 1234, and nothing in the document tells. */
  amountAmbiguous: boolean;
}

/** `start` and `end` are offsets into the text, sign, currency and brackets within. */
export interface FoundAmount extends Amount {
  start: number;
  end: number;
  text: string;
  /** Written in Korean numerals: `금 일백만원정`. */
  worded: boolean;
}

export interface WantedAmounts {
  /** Whether figures that surely name no currency may be left out, which spares most of the work. */
  marked?: boolean;
  /** How many are enough. */
  limit?: number;
}

const MAX_PARSED_LENGTH = 120;
/** What may stand around an amount that is all a text says. */
const AROUND = /^(?:[\s:=()[\]*~.,]|금|일금|총|약|정|整|VAT|부가세|별도|포함|입니다)*$/;

/**
 * Every number of a text in order: with a currency or without, in figures or Korean numerals. Dates, shares and what is
 * part of a longer name (`A4`, `02-837-9111`) are left out. Linear in the text.
 */
export function findAmounts(text: string, style: ValueStyle, wanted: WantedAmounts = {}): FoundAmount[] {
  const { marked = false, limit = Infinity } = wanted;
  const dates = findDates(text, style);
  const worded = findWordedAmounts(text);
  const found: FoundAmount[] = [];
  let [end, nextDate, nextWorded] = [0, 0, 0];
  FIGURE.lastIndex = 0;
  for (const match of text.matchAll(FIGURE)) {
    if (match.index < end) continue;
    if (found.length >= limit) return found;
    for (let words = worded[nextWorded]; words && words.start <= match.index; words = worded[++nextWorded]) {
      found.push(words);
      end = words.end;
    }
    if (match.index < end) continue;
    while ((dates[nextDate]?.end ?? Infinity) <= match.index) nextDate += 1;
    const inDate = (dates[nextDate]?.start ?? Infinity) <= match.index;
    const isWanted = !inDate && (!marked || mayBeMarked(text, match));
    const amount = !isWanted ? null : readFigureAmount(text, match, { from: end, style, alone: false });
    if (!amount) continue;
    found.push(amount);
    end = amount.end;
  }
  found.push(...worded.slice(nextWorded));
  return found;
}

/**
 * The amount that a text consists of, with or without a currency; null when it says anything else. More is believed than
 * within a text: `(30)` is below zero, `1 234 567` one number. Of words and figures (`금 삼천원정 (₩3,000)`) that
 * agree the words' place is taken.
 */
export function parseAmount(text: string, style: ValueStyle): Amount | null {
  if (text.length > MAX_PARSED_LENGTH) return null;
  const [worded] = findWordedAmounts(text);
  const first = worded ?? readFirst(text, style);
  if (!first || !AROUND.test(text.slice(0, first.start))) return null;
  const behind = text.slice(first.end);
  if (!AROUND.test(behind)) {
    const again = worded && readFirst(behind, style);
    if (!again || BigInt(again.amount.replace(/\D/g, '')) !== BigInt(first.amount)) return null;
    if (!AROUND.test(behind.slice(0, again.start)) || !AROUND.test(behind.slice(again.end))) return null;
  }
  const { amount, currency, currencyAmbiguous, amountAmbiguous } = first;
  return { amount, currency, currencyAmbiguous, amountAmbiguous };
}

/** What may stand between a figure and its currency. */
const BETWEEN = /[\s().,\-−–△▲▽▼]/;
const MAX_BETWEEN = 4;
const IN_MARK = /[\p{L}\p{Sc}￦\\]/u;

/** A look at the nearest characters: false only where no currency can be. */
function mayBeMarked(text: string, { index, 0: row }: RegExpExecArray): boolean {
  let before = index - 1;
  while (before >= index - MAX_BETWEEN && BETWEEN.test(text.charAt(before))) before -= 1;
  if (IN_MARK.test(text.charAt(before))) return true;
  let behind = index + row.length;
  const farthest = behind + MAX_BETWEEN;
  // Spaces may part a figure, so that its currency stands behind the digits that follow.
  while (behind < farthest && /[\s\d().,\-−–]/.test(text.charAt(behind))) behind += 1;
  return IN_MARK.test(text.charAt(behind)) || /\s\d/.test(text.slice(index + row.length, index + row.length + 2));
}

function readFirst(text: string, style: ValueStyle): FoundAmount | null {
  const match = text.matchAll(FIGURE).next().value;
  return match ? readFigureAmount(text, match, { from: 0, style, alone: true }) : null;
}
