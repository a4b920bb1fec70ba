import { hasNoDecimals } from './currencies.js';
import { type FoundMark, currencyBehind } from './currency-marks.js';
import { formatDecimal, multiply, toDecimal, withoutTrailingZeros } from './decimal.js';
import { type DecimalSign, type Figure, SPACED_FIGURE, parseFigure } from './figures.js';
import { NUMERAL_UNITS, parseKoreanNumber } from './korean-numerals.js';
import type { NumberStyle } from './number-style.js';

/** The digits of an amount read as a number; `end` is behind them and what belongs to them. */
export interface AmountValue extends Figure {
  end: number;
  /** Whether it has decimals or groups, as amounts do and counts or numbers of things mostly do not. */
  looksLikeAmount: boolean;
}

export interface ValueContext {
  numbers: NumberStyle;
  /** The mark in front, if any. */
  mark: FoundMark | null;
  alone: boolean;
}

/** `25,-` and `1,939/-`: no cents follow. */
const NO_CENTS = /^(?:[.,](?:-{1,2}|[–—])|\/-)(?![\d-])/;
/** Figures before Korean units: `123만 4천`, `1억 2,000만`, `1,234천`. */
const WITH_UNITS = new RegExp(
  `[\\d,.]{1,24} ?[${NUMERAL_UNITS}]{1,4}(?:[\\d,.]{1,12}[${NUMERAL_UNITS}]{1,4}){0,3}` +
    `(?: [\\d,.]{1,12}(?:[${NUMERAL_UNITS}]{1,4}|(?= ?원))){0,3}`,
  'y',
);
const UNIT_NEXT = new RegExp(`^ ?[${NUMERAL_UNITS}]`);
/** Without a currency `5조` is an article of a law and `3천` a part of a name as likely as an amount. */
const UNIT_OF_COUNTS = /[만억]$/;
const MULTIPLIER = /^ ?(thousand|million|billion|trillion|mn|bn|Mio|Mrd)(?![\p{L}\p{N}])\.?/u;
const POWERS: Record<string, number> = {
  thousand: 3,
  million: 6,
  mn: 6,
  Mio: 6,
  billion: 9,
  bn: 9,
  Mrd: 9,
  trillion: 12,
};
const REACH = 12;

/** The number that begins with the row of digits at `index`; null when those are no number. */
export function readAmountValue(text: string, row: string, index: number, context: ValueContext): AmountValue | null {
  const korean = readWithUnits(text, row, index, context);
  if (korean) return korean;
  const decimal = decimalSign(text, row, index, context);
  const spaced = readSpaced(text, row, index, context, decimal);
  const written = spaced ?? row;
  const figure = parseFigure(written, decimal);
  if (!figure) return readFirstPiece(row, index, decimal);
  const end = index + written.length;
  const looksLikeAmount = /\D/.test(written);
  const power = POWERS[MULTIPLIER.exec(text.slice(end, end + REACH))?.[1] ?? ''];
  if (power !== undefined) {
    const multiplied = multiply(toDecimal(figure.digits), { units: 10n ** BigInt(power), scale: 0 });
    const digits = formatDecimal(withoutTrailingZeros(multiplied));
    const length = MULTIPLIER.exec(text.slice(end, end + REACH))?.[0].length ?? 0;
    return { digits, ambiguous: figure.ambiguous, end: end + length, looksLikeAmount: true };
  }
  const noCents = NO_CENTS.exec(text.slice(end, end + REACH))?.[0] ?? '';
  return { ...figure, end: end + noCents.length, looksLikeAmount: looksLikeAmount || noCents !== '' };
}

/** A won has no parts: the sign in `1.234원` sets thousands apart whatever the document does elsewhere. */
function decimalSign(text: string, row: string, index: number, { mark, numbers }: ValueContext): DecimalSign {
  const codes = mark?.codes ?? currencyBehind(text, index + row.length)?.codes;
  if (!codes || !hasNoDecimals(codes[0]) || !/^\d{1,3}[.,]\d{3}$/.test(row)) return numbers.decimal;
  return row.includes('.') ? ',' : '.';
}

function readWithUnits(text: string, row: string, index: number, { alone, mark }: ValueContext): AmountValue | null {
  if (!UNIT_NEXT.test(text.slice(index + row.length, index + row.length + 2))) return null;
  WITH_UNITS.lastIndex = index;
  let written = WITH_UNITS.exec(text)?.[0];
  while (written !== undefined) {
    const value = parseKoreanNumber(written);
    const end = index + written.length;
    const isMoney = alone || mark !== null || currencyBehind(text, end) !== null;
    const isCount = UNIT_OF_COUNTS.test(written) && !/^[가-힣]/.test(text.charAt(end));
    if (value && (isMoney || isCount)) {
      return { digits: formatDecimal(value), ambiguous: false, end, looksLikeAmount: true };
    }
    const space = written.lastIndexOf(' ');
    written = space > 0 ? written.slice(0, space) : undefined;
  }
  return null;
}

/** The same figure with the spaces that optical recognition or French typesetting puts into it, where that is safe. */
function readSpaced(
  text: string,
  row: string,
  index: number,
  { mark, numbers, alone }: ValueContext,
  decimal: DecimalSign,
): string | null {
  SPACED_FIGURE.lastIndex = index;
  const written = SPACED_FIGURE.exec(text)?.[0].trimEnd();
  if (written === undefined || written.length <= row.length || !parseFigure(written, decimal)) return null;
  const behind = currencyBehind(text, index + written.length);
  const code = (mark ?? behind)?.codes[0];
  const hasSpaceGroups = /\d \d/.test(written);
  if (!hasSpaceGroups) return alone || code !== undefined ? written : null;
  // Columns of figures stand apart by spaces, too; nobody groups won by spaces.
  if (code !== undefined && hasNoDecimals(code)) return null;
  if (/\d \d{3} ?[.,] ?\d{3}/.test(written)) return null;
  return alone || mark !== null || numbers.spaceGroups ? written : null;
}

/** Of figures that no-break spaces hold together without being one number. */
function readFirstPiece(row: string, index: number, decimal: DecimalSign): AmountValue | null {
  const piece = row.split(/[\u00a0\u202f\u2009\u2007]/)[0] ?? row;
  const figure = piece.length < row.length ? parseFigure(piece, decimal) : null;
  return figure && { ...figure, end: index + piece.length, looksLikeAmount: /\D/.test(piece) };
}
