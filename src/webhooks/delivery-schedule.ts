const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What comes after each failed attempt: ten tries in about 24 hours, the first ones close together. */
const DELAYS_MS = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  4 * HOUR,
  5 * HOUR,
  6 * HOUR,
  6 * HOUR + 24 * MINUTE,
];
/** So that what failed together does not come back together. */
const JITTER = 0.1;

/** How long to wait after `attempts` failed ones; null when it is to be given up. `chance` is 0–1. */
export function delayAfter(attempts: number, chance = Math.random()): number | null {
  const delay = DELAYS_MS[attempts - 1];
  return delay === undefined ? null : Math.round(delay * (1 - JITTER * chance));
}
