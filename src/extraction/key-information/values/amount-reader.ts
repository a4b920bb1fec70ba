import { type AmountValue, readAmountValue } from './amount-value.js';
import type { FoundAmount } from './amounts.js';
import { hasNoDecimals } from './currencies.js';
import { type FoundMark, currencyBefore, currencyBehind } from './currency-marks.js';
import { chooseCurrency } from './currency-style.js';
import type { ValueStyle } from './value-style.js';

export interface AmountContext {
  /** Where what was found before ends: what stands before that is taken. */
  from: number;
  style: ValueStyle;
  /** Whether the text says nothing but this amount. */
  alone: boolean;
}

/** What stands in front of a figure. */
interface Front {
  mark: FoundMark | null;
  negative: boolean;
  /** Of the sign, with or without the mark. */
  start: number;
}

const HYPHENS = '-−–';
const TRIANGLES = '△▲▽▼';
const SIGN_BEFORE = new RegExp(`(?:([${HYPHENS}])|([${TRIANGLES}]))(\\s?)$`);
const MINUS_BEHIND = /^[-−](?![-−\w가-힣])/;
const SHARE = /^\s?(?:[%％‰]|퍼센트|프로(?![가-힣]))/;
const GLUED_BEFORE = /[A-Za-z\d_#@]$|[A-Za-z\d][-/:.,]$/;
const GLUED_BEHIND = /^(?:[A-Za-z_@#]|[-/:][A-Za-z\d]|[.,]\d)/;
const OPEN_BRACKET = /\(\s?$/;
const CLOSE_BRACKET = /^\s?\)/;
const REACH = 8;

/** The amount around a row of digits, with its sign, brackets and currency; null when it is no amount. */
export function readFigureAmount(text: string, row: RegExpExecArray, context: AmountContext): FoundAmount | null {
  const { style, alone } = context;
  const front = readFront(text, row.index, context);
  const value = readAmountValue(text, row[0], row.index, { numbers: style.numbers, mark: front.mark, alone });
  if (!value || SHARE.test(text.slice(value.end, value.end + REACH))) return null;
  const isMarkedInFront = front.mark !== null && isTrusted(front.mark, value);
  const back = readBack(text, value, isMarkedInFront ? front.mark : null, context);
  const mark = back.mark ?? (isMarkedInFront ? front.mark : null);
  const start = front.mark !== null && !isMarkedInFront ? row.index : front.start;
  if (!alone && !mark && isGlued(text, start, value.end)) return null;
  const brackets = readBrackets(text, { start, end: back.end, isMarked: mark !== null, value }, context);
  const isNegative = front.negative || back.negative || brackets !== null;
  const chosen = mark && chooseCurrency(mark.codes, style.currency);
  const [from, end] = brackets ?? [start, back.end];
  return {
    amount: (isNegative && /[1-9]/.test(value.digits) ? '-' : '') + withoutLeadingZeros(value.digits),
    currency: chosen?.code ?? null,
    currencyAmbiguous: chosen?.ambiguous ?? false,
    amountAmbiguous: value.ambiguous && !style.numbers.known && !(chosen && hasNoDecimals(chosen.code)),
    start: from,
    end,
    text: text.slice(from, end),
    worded: false,
  };
}

/** `-$`, `$-`, `₩ `, `△`, or nothing. */
function readFront(text: string, index: number, context: AmountContext): Front {
  const inner = signBefore(text, index, context);
  const mark = markBefore(text, inner ?? index, context.from) ?? markBefore(text, index, context.from);
  const innerCounts = inner !== null && (!mark || mark.end <= inner);
  const start = mark?.start ?? (innerCounts ? inner : index);
  const outer = mark && !innerCounts ? signBefore(text, mark.start, context) : null;
  return { mark, negative: innerCounts || outer !== null, start: outer ?? start };
}

function markBefore(text: string, index: number, from: number): FoundMark | null {
  const mark = currencyBefore(text, index) ?? (text.charAt(index - 1) === '(' ? currencyBefore(text, index - 1) : null);
  return mark && mark.start >= from ? mark : null;
}

/** Where the sign before `index` stands; a hyphen between words or figures and a dash before an item is none. */
function signBefore(text: string, index: number, { from, alone }: AmountContext): number | null {
  const match = SIGN_BEFORE.exec(text.slice(Math.max(from, index - 2), index));
  if (!match) return null;
  const position = index - match[0].length;
  if (match[2] !== undefined || alone) return position;
  const isApart = match[3] !== '' && !currencyBefore(text, position);
  return isApart || /[\p{L}\p{N})]$/u.test(text.slice(Math.max(0, position - 2), position)) ? null : position;
}

interface Back {
  mark: FoundMark | null;
  negative: boolean;
  end: number;
}

/** A minus and a currency behind the value, as far as they are not those of the next figure. */
function readBack(text: string, value: AmountValue, front: FoundMark | null, { alone, style }: AmountContext): Back {
  const hasMinus =
    (alone || front !== null || value.looksLikeAmount) && MINUS_BEHIND.test(text.slice(value.end, value.end + 2));
  const end = hasMinus ? value.end + 1 : value.end;
  const mark = currencyBehind(text, end);
  if (!mark || !isTrusted(mark, value)) return { mark: null, negative: hasMinus, end };
  const isOfNext = /^\s{0,2}[-−]?\d/.test(text.slice(mark.end, mark.end + 4)) && style.currency.position === 'before';
  const isTight = mark.start === end;
  if (isOfNext && (front !== null || !isTight)) return { mark: null, negative: hasMinus, end };
  // `$5.00 CAD` says which dollars; another currency behind is another amount's.
  if (front && !front.codes.includes(mark.codes[0])) return { mark: null, negative: hasMinus, end };
  const isMoreExact = front === null || mark.codes.length < front.codes.length;
  return { mark: isMoreExact ? mark : null, negative: hasMinus, end: mark.end };
}

/** A mark that is a word, too, needs an amount that looks like one: `TOP 10` is none. */
function isTrusted(mark: FoundMark, value: AmountValue): boolean {
  return !mark.doubtful || value.looksLikeAmount;
}

interface Bracketed {
  start: number;
  end: number;
  isMarked: boolean;
  value: AmountValue;
}

/** The brackets that make an amount negative. Behind words or another amount they only repeat: `삼천원정 (₩3,000)`. */
function readBrackets(
  text: string,
  { start, end, isMarked, value }: Bracketed,
  context: AmountContext,
): [number, number] | null {
  const before = text.slice(Math.max(0, start - REACH), start);
  const open = OPEN_BRACKET.exec(before)?.[0];
  const close = CLOSE_BRACKET.exec(text.slice(end, end + 2))?.[0];
  if (open === undefined || close === undefined) {
    const hasInner = text.slice(start, end).includes('(') && close !== undefined;
    return hasInner ? [start, end + close.length] : null;
  }
  const range: [number, number] = [start - open.length, end + close.length];
  if (context.alone) return range;
  if (!isMarked && !value.looksLikeAmount) return null;
  const ahead = before.slice(0, -open.length);
  const isRepetition = /[\p{L}\p{N}]$/u.test(ahead) || (isMarked && /[\p{L}\p{N}] $/u.test(ahead));
  return isRepetition ? null : range;
}

function isGlued(text: string, start: number, end: number): boolean {
  return GLUED_BEFORE.test(text.slice(Math.max(0, start - 2), start)) || GLUED_BEHIND.test(text.slice(end, end + 2));
}

/** `007` is 7, `0.50` stays. */
function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}
