import { MAX_DIGITS } from './decimal.js';

export type DecimalSign = '.' | ',';

/** White space that only sets groups of digits apart: no-break, narrow no-break, thin and figure space. */
const NARROW = '\u00a0\u202f\u2009\u2007';
const APOSTROPHES = `'’‘\u02bc`;
/** Digits with single signs between them: each choice is settled by one character, so that looking is linear. */
export const FIGURE = new RegExp(String.raw`\d+(?:[.,${APOSTROPHES}${NARROW}]\d+)*`, 'g');
/** As optical recognition and some typesetters leave it: `1 , 234 . 50`, `1 234,56`. Bounded on purpose. */
export const SPACED_FIGURE = /\d{1,3}(?:(?: ?[.,] ?| )\d{3}){0,6}(?: ?[.,] ?\d{1,2})?(?![\d]|[.,]\d)/y;

const GROUP_SPACE = new RegExp(`[ ${NARROW}${APOSTROPHES}]`, 'g');
const SPACE_GROUPED = new RegExp(String.raw`^\d{1,3}(?:[ ${NARROW}${APOSTROPHES}]\d{3})+(?:[.,]\d+)?$`);
const WHOLE = /^\d+$/;
const ONE_SIGN = /^(\d+)([.,])(\d+)$/;
const GROUPED_BY_COMMAS = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const GROUPED_BY_POINTS = /^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/;
/** As in India: `12,34,567.00`. */
const GROUPED_IN_LAKHS = /^\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?$/;

export interface Figure {
  /** Digits with at most one point. */
  digits: string;
  /** Whether the sign in it could be either that of decimals or that of thousands: `1.234`. */
  ambiguous: boolean;
}

/**
 * The number that a row of digits and signs stands for; null when it is none (`1.2.3`, a date, an address). Only a figure
 * with one sign and three digits behind it takes the document's `decimal` sign; all others tell by themselves.
 */
export function parseFigure(text: string, decimal: DecimalSign): Figure | null {
  const tight = text.replace(/ ?([.,]) ?/g, '$1');
  if (tight.replace(/\D/g, '').length > MAX_DIGITS) return null;
  const bare = SPACE_GROUPED.test(tight) ? tight.replace(GROUP_SPACE, '') : tight;
  if (WHOLE.test(bare)) return { digits: bare, ambiguous: false };
  const single = ONE_SIGN.exec(bare);
  if (single) return parseOneSign(single, bare === tight, decimal);
  if (GROUPED_BY_COMMAS.test(bare) || GROUPED_IN_LAKHS.test(bare)) return certain(bare.replaceAll(',', ''));
  if (GROUPED_BY_POINTS.test(bare)) return certain(bare.replaceAll('.', '').replace(',', '.'));
  return null;
}

function parseOneSign(
  [, whole = '', sign, rest = '']: RegExpExecArray,
  ungrouped: boolean,
  decimal: DecimalSign,
): Figure {
  const mayGroup = ungrouped && canGroup(whole, rest);
  if (!mayGroup) return certain(`${whole}.${rest}`);
  return { digits: sign === decimal ? `${whole}.${rest}` : whole + rest, ambiguous: true };
}

/** Whether the sign between these digits could set thousands apart. */
function canGroup(whole: string, rest: string): boolean {
  return rest.length === 3 && whole.length <= 3 && !whole.startsWith('0');
}

function certain(digits: string): Figure {
  return { digits, ambiguous: false };
}

/** Which sign of decimals a figure proves, by itself: null where it could be either or has none. */
export function provenDecimalSign(text: string): DecimalSign | null {
  if (/[.,].*[.,]/s.test(text)) {
    if (GROUPED_BY_COMMAS.test(text) || GROUPED_IN_LAKHS.test(text)) return '.';
    return GROUPED_BY_POINTS.test(text) ? ',' : null;
  }
  const bare = SPACE_GROUPED.test(text) ? text.replace(GROUP_SPACE, '') : text;
  const [, whole = '', sign, rest = ''] = ONE_SIGN.exec(bare) ?? [];
  if (sign === undefined || (bare === text && canGroup(whole, rest))) return null;
  return sign as DecimalSign;
}
