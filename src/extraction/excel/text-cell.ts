import { toStorableText } from '../../common/text.js';
import type { CellValue } from '../extraction.types.js';
import type { NumberKind } from '../tables/value-type.js';

export interface TextCell {
  value: CellValue;
  kind: NumberKind;
}

/** Longer numbers are identifiers, and would not survive as numbers. */
const MAX_DIGITS = 15;
const POINT_NUMBER = /^(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d*)?(?:\.\d+)?$/;
/** Where fields are set apart by semicolons, the comma is mostly the sign of decimals. */
const COMMA_NUMBER = /^(?:\d{1,3}(?:\.\d{3})+|0|[1-9]\d*)?(?:,\d+)?$/;
const EXPONENT_NUMBER = /^\d+(?:\.\d+)?[eE][+-]?\d{1,2}$/;
const DATE = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})\.?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?Z?)?$/;
const KOREAN_DATE = /^(\d{4})(년) ?(\d{1,2})월 ?(\d{1,2})일$/;
const CURRENCY_BEFORE = /^(?:[$₩€£¥￥￦]|KRW|USD|EUR|JPY) ?/;
const CURRENCY_BEHIND = / ?(?:[€원円]|KRW|USD|EUR|JPY)$/;

/**
 * What a field of delimited text stands for: a number, share, amount, date, truth value, or the text as it is. Nothing
 * is taken for a number that would not come back the same: leading zeros, telephone numbers, long identifiers.
 */
export function readText(text: string, decimalComma: boolean): TextCell {
  const trimmed = text.trim();
  if (trimmed === '') return { value: null, kind: 'plain' };
  // Most fields are words, and no number or date is without a digit.
  if (!/\d/.test(trimmed)) return { value: toBoolean(trimmed) ?? toStorableText(text), kind: 'plain' };
  const date = readDate(trimmed);
  if (date !== null) return { value: date, kind: 'plain' };
  return readNumber(trimmed, decimalComma) ?? { value: toStorableText(text), kind: 'plain' };
}

function toBoolean(text: string): boolean | null {
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  return lower === 'false' ? false : null;
}

/** Dates that begin with their year; in others nobody knows which is the month. */
function readDate(text: string): string | null {
  const match = DATE.exec(text) ?? KOREAN_DATE.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = [1, 3, 4, 5, 6, 7].map((group) =>
    Number(match[group] ?? 0),
  );
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // What is beyond the calendar would be carried over into the next month or day.
  const exists = time.getUTCMonth() === month - 1 && time.getUTCDate() === day && hour < 24 && minute < 60;
  if (!exists) return null;
  const iso = time.toISOString();
  return match[5] === undefined ? iso.slice(0, 10) : iso.slice(0, 19);
}

function readNumber(text: string, decimalComma: boolean): TextCell | null {
  const inParentheses = /^\((.+)\)$/.exec(text)?.[1];
  const signed = inParentheses ?? text;
  const unsigned = signed.replace(/^[-+]/, '');
  const bare = unsigned.replace(CURRENCY_BEFORE, '').replace(CURRENCY_BEHIND, '').replace(/^-/, '');
  const digits = bare.replace(/%$/, '').trimEnd();
  const value = parseDigits(digits, decimalComma);
  if (value === null) return null;
  const isMoney = bare.length < unsigned.replace(/^-/, '').length && bare === digits;
  const isShare = bare !== digits;
  // In parentheses stands a negative amount; a plain number there may as well be a note.
  if (inParentheses !== undefined && !isMoney && !/[.,]/.test(digits)) return null;
  const isNegative = inParentheses !== undefined || /^-|^[^\d]{1,4}-\d/.test(signed);
  const positive = isShare ? Number((value / 100).toPrecision(MAX_DIGITS)) : value;
  return { value: isNegative ? -positive : positive, kind: isShare ? 'percent' : isMoney ? 'money' : 'plain' };
}

function parseDigits(digits: string, decimalComma: boolean): number | null {
  if (!/\d/.test(digits) || digits.replace(/\D/g, '').length > MAX_DIGITS) return null;
  if (decimalComma && COMMA_NUMBER.test(digits)) return Number(digits.replaceAll('.', '').replace(',', '.'));
  if (POINT_NUMBER.test(digits)) return Number(digits.replaceAll(',', ''));
  return EXPONENT_NUMBER.test(digits) ? Number(digits) : null;
}
