import type { CellValue } from '../extraction.types.js';
import type { NumberKind } from './value-type.js';

export interface PrintedValue {
  value: Exclude<CellValue, null>;
  kind: NumberKind;
}

const CURRENCY = String.raw`(?:[₩$€£¥]|US\$|KRW|USD|EUR|GBP|JPY)`;
const FIGURE = String.raw`\d[\d.,]*`;
const MONEY = new RegExp(String.raw`^${CURRENCY}\s*([-−]?${FIGURE})$|^([-−]?${FIGURE})\s*(?:원|${CURRENCY})$`);
const PERCENT = new RegExp(String.raw`^([-−+]?${FIGURE})\s*%$`);
const NUMBER = new RegExp(String.raw`^[-−+]?${FIGURE}$`);
/** `(1,234)` and `-₩1,234` are below zero. */
const BRACKETED = /^\((.+)\)$/;
const NEGATIVE_MONEY = new RegExp(String.raw`^[-−]\s*(?=${CURRENCY})`);
const DATE = /^(\d{4})(?:-|\.\s*|\/|년\s*)(\d{1,2})(?:-|\.\s*|\/|월\s*)(\d{1,2})(?:\.|일)?$/;
const GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const GROUPED_BY_POINTS = /^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/;
const DECIMAL_COMMA = /^\d+,\d{1,2}$/;
const PLAIN = /^(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** Digits that a number holds for certain; longer ones are somebody's number. */
const MAX_DIGITS = 15;

/** What the text of a printed cell stands for: a number, a sum of money, a share, a date as ISO 8601, or itself. */
export function readPrinted(text: string): PrintedValue {
  const date = DATE.exec(text);
  if (date) return { value: toIsoDate(date) ?? text, kind: 'plain' };
  const bracketed = BRACKETED.exec(text)?.[1];
  const bare = (bracketed ?? text).replace(NEGATIVE_MONEY, '');
  const sign = bracketed !== undefined || text !== bare ? -1 : 1;
  const money = MONEY.exec(bare)?.slice(1).find(Boolean);
  const percent = PERCENT.exec(bare)?.[1];
  const figure = money ?? percent ?? (NUMBER.test(bare) ? bare : undefined);
  const number = figure === undefined ? null : toNumber(figure);
  if (number === null) return { value: text, kind: 'plain' };
  if (percent !== undefined) return { value: Number(((sign * number) / 100).toPrecision(MAX_DIGITS)), kind: 'percent' };
  return { value: sign * number, kind: money === undefined ? 'plain' : 'money' };
}

function toNumber(figure: string): number | null {
  const sign = /^[-−]/.test(figure) ? -1 : 1;
  const digits = figure.replace(/^[-−+]/, '');
  if (digits.replace(/\D/g, '').length > MAX_DIGITS) return null;
  if (GROUPED.test(digits)) return sign * Number(digits.replaceAll(',', ''));
  if (PLAIN.test(digits)) return sign * Number(digits);
  if (GROUPED_BY_POINTS.test(digits) || DECIMAL_COMMA.test(digits)) {
    return sign * Number(digits.replaceAll('.', '').replace(',', '.'));
  }
  return null;
}

function toIsoDate([, year = '', month = '', day = '']: RegExpExecArray): string | null {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(iso) ? iso : null;
}
