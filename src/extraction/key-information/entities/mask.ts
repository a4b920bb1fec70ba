import type { CellValue } from '../../extraction.types.js';
import { findSensitiveNumbers } from './sensitive-numbers.js';

/** Fewer digits than any card has. */
const SMALLEST_CARD = 1e12;
/** No number that is masked is shorter. */
const SHORTEST_NUMBER = 13;

/** The same text with the numbers of cards and residents masked. What is masked once stays as it is. */
export function maskSensitive(text: string): string {
  const found = findSensitiveNumbers(text);
  if (found.length === 0) return text;
  let [masked, end] = ['', 0];
  for (const number of found) {
    if (number.start < end) continue;
    masked += text.slice(end, number.start) + number.text;
    end = number.end;
  }
  return masked + text.slice(end);
}

/** {@link maskSensitive} over every string of a plain JSON value; keys and numbers stay as they are. */
export function maskSensitiveJson<T>(value: T): T {
  return mask(value) as T;
}

function mask(value: unknown): unknown {
  if (typeof value === 'string') return maskSensitive(value);
  if (Array.isArray(value)) return value.map(mask);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner)]));
  }
  return value;
}

/** A table's cell with sensitive numbers masked; a whole number that is a card's becomes the masked text. */
export function maskCell<T extends CellValue>(value: T): T | string {
  if (typeof value === 'string') return value.length < SHORTEST_NUMBER ? value : maskSensitive(value);
  if (typeof value !== 'number' || value < SMALLEST_CARD || !Number.isSafeInteger(value)) return value;
  const written = String(value);
  const masked = maskSensitive(written);
  return masked === written ? value : masked;
}
