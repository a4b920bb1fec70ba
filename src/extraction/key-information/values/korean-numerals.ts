import { type Decimal, MAX_DIGITS, add, multiply, toDecimal, withoutTrailingZeros } from './decimal.js';

/** Hangul, Chinese and the "formal" figures that nobody can alter with one stroke. */
const DIGITS: Record<string, number> = {};
for (const [value, signs] of Object.entries({
  0: '영공零〇○',
  1: '일一壹壱',
  2: '이二貳贰弐',
  3: '삼三參叁参',
  4: '사四肆',
  5: '오五伍',
  6: '육륙六陸陆',
  7: '칠七柒漆',
  8: '팔八捌',
  9: '구九玖',
})) {
  for (const sign of signs) DIGITS[sign] = Number(value);
}
const SMALL_UNITS: Record<string, bigint> = {
  십: 10n,
  十: 10n,
  拾: 10n,
  백: 100n,
  百: 100n,
  佰: 100n,
  천: 1000n,
  千: 1000n,
  仟: 1000n,
};
const BIG_UNITS: Record<string, bigint> = {
  만: 10n ** 4n,
  萬: 10n ** 4n,
  万: 10n ** 4n,
  억: 10n ** 8n,
  億: 10n ** 8n,
  亿: 10n ** 8n,
  조: 10n ** 12n,
  兆: 10n ** 12n,
  경: 10n ** 16n,
};
export const NUMERAL_DIGITS = Object.keys(DIGITS).join('');
export const NUMERAL_UNITS = [...Object.keys(SMALL_UNITS), ...Object.keys(BIG_UNITS)].join('');
const TOKEN = new RegExp(String.raw`\s+|[${NUMERAL_UNITS}]|[${NUMERAL_DIGITS}]+|\d[\d,]*(?:\.\d+)?`, 'y');
const GROUPED = /^\d+(?:\.\d+)?$|^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const ZERO: Decimal = { units: 0n, scale: 0 };
const ONE: Decimal = { units: 1n, scale: 0 };
const ABOVE_SMALL_UNITS = 10n ** 4n;
const ABOVE_BIG_UNITS = 10n ** 20n;

/**
 * The number that Korean numerals, figures before units or both together stand for: `삼백이십오만칠천`, `123만 4천`,
 * `1억 2,000만`, `1.5억`, `參百萬`. White space is ignored. Null for anything else and where the units do not fall
 * (`만억`).
 */
export function parseKoreanNumber(text: string): Decimal | null {
  const number = new UnitSum();
  let position = 0;
  while (position < text.length) {
    TOKEN.lastIndex = position;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined || !number.take(token)) return null;
    position += token.length;
  }
  return number.total();
}

/** Adds up figures and units from the greatest unit down. */
class UnitSum {
  private sum = ZERO;
  /** Below the next great unit: `이천삼백` of `이천삼백만`. */
  private section = ZERO;
  private figure: Decimal | null = null;
  private small = ABOVE_SMALL_UNITS;
  private big = ABOVE_BIG_UNITS;
  private empty = true;

  take(token: string): boolean {
    if (token.trim() === '') return true;
    this.empty = false;
    const small = SMALL_UNITS[token];
    if (small !== undefined) return this.takeSmall(small);
    const big = BIG_UNITS[token];
    if (big !== undefined) return this.takeBig(big);
    return this.takeFigure(token);
  }

  total(): Decimal | null {
    if (this.empty) return null;
    return withoutTrailingZeros(add(this.sum, add(this.section, this.figure ?? ZERO)));
  }

  private takeSmall(unit: bigint): boolean {
    if (unit >= this.small) return false;
    this.section = add(this.section, multiply(this.figure ?? ONE, { units: unit, scale: 0 }));
    [this.figure, this.small] = [null, unit];
    return true;
  }

  private takeBig(unit: bigint): boolean {
    if (unit >= this.big) return false;
    const count = add(this.section, this.figure ?? ZERO);
    this.sum = add(this.sum, multiply(count.units === 0n ? ONE : count, { units: unit, scale: 0 }));
    [this.section, this.figure, this.big, this.small] = [ZERO, null, unit, ABOVE_SMALL_UNITS];
    return true;
  }

  /** Numerals one behind the other are digits, as telephone numbers are spelt: `이공이육` is 2026. */
  private takeFigure(token: string): boolean {
    const digits = /^\d/.test(token) ? token : token.replace(/\D/g, (sign) => String(DIGITS[sign]));
    if (this.figure !== null || digits.length > MAX_DIGITS || !GROUPED.test(digits)) return false;
    this.figure = toDecimal(digits.replaceAll(',', ''));
    return true;
  }
}
