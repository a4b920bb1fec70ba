import { countrySpecs } from 'ibantools';
import { isIban } from '../checksums.js';
import type { FoundEntity } from './entity.types.js';

/** Country, check digits and up to 30 letters and digits in groups as on paper; bounded, and each step one character. */
const CANDIDATE = /(?<![A-Za-z\d])[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z\d]){11,30}/g;

const LENGTHS = new Map(Object.entries(countrySpecs).flatMap(([code, { chars }]) => (chars ? [[code, chars]] : [])));

/** IBANs whose country, length and check digits (ISO 13616, modulo 97) are right; the value has no spaces. */
export function findIbans(text: string): FoundEntity[] {
  const found: FoundEntity[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const length = LENGTHS.get(match[0].slice(0, 2));
    const written = length === undefined ? null : takeCharacters(match[0], length);
    const value = written?.replace(/\s/g, '') ?? '';
    const end = match.index + (written?.length ?? 0);
    if (written === null || !isIban(value) || /^[A-Za-z\d]/.test(text.slice(end, end + 1))) continue;
    found.push({ type: 'iban', value, text: written, start: match.index, end });
  }
  return found;
}

/** The beginning of a text that has so many characters besides white space. */
function takeCharacters(text: string, count: number): string | null {
  let taken = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (/\S/.test(text.charAt(index))) taken += 1;
    if (taken === count) return text.slice(0, index + 1);
  }
  return null;
}
