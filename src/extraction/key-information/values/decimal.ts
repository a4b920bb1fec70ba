/** The most digits an amount may have; a longer row of digits is somebody's number. */
export const MAX_DIGITS = 21;

/** A decimal number without rounding: `units / 10 ** scale`. */
export interface Decimal {
  units: bigint;
  scale: number;
}

/** Of digits with at most one point: `"1234.50"`. */
export function toDecimal(digits: string): Decimal {
  const [whole = '0', fraction = ''] = digits.split('.');
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

/** `"1234.50"`, with as many decimals as the number was written with. */
export function formatDecimal({ units, scale }: Decimal): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}`;
}

export function add(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { units: rescale(left, scale) + rescale(right, scale), scale };
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return { units: left.units * right.units, scale: left.scale + right.scale };
}

/** Below zero when `left` is the smaller one, above when it is the greater one. */
export function compare(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = rescale(left, scale) - rescale(right, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** Without zeros at the end that say nothing: `1.50` times a thousand is `1500`, not `1500.00`. */
export function withoutTrailingZeros({ units, scale }: Decimal): Decimal {
  let [digits, decimals] = [units, scale];
  while (decimals > 0 && digits % 10n === 0n) {
    digits /= 10n;
    decimals -= 1;
  }
  return { units: digits, scale: decimals };
}

function rescale({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}
