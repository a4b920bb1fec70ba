import { isKoreanBusinessNumber } from '../checksums.js';
import type { FoundEntity } from './entity.types.js';

const HYPHEN = String.raw`[ \u00a0]?[-–‐‑][ \u00a0]?`;
/** `183-01-66134`, as optical recognition leaves it, too: `183 - 01 - 66134`. */
const BUSINESS = new RegExp(String.raw`(?<!\d|\d[-–])(\d{3})${HYPHEN}(\d{2})${HYPHEN}(\d{5})(?!\d|[-–]\d)`, 'g');
/** Ten digits in a row are a registration number where the text says so. */
const LABELLED_BUSINESS = /(?:사업자|등록번호)[^\d\n]{0,16}(\d{10})(?!\d)/g;
const CORPORATE = new RegExp(String.raw`(?<!\d|\d[-–])(\d{6})${HYPHEN}(\d{7})(?!\d|[-–]\d)`, 'g');
const CORPORATE_LABEL = /법인/;
const LABEL_REACH = 24;

/** Korean business registration numbers (사업자등록번호) with the right check digit, as `123-45-67890`. */
export function findBusinessNumbers(text: string): FoundEntity[] {
  const found: FoundEntity[] = [];
  for (const match of text.matchAll(BUSINESS)) {
    const [written, office = '', kind = '', serial = ''] = match;
    if (!isKoreanBusinessNumber(office + kind + serial)) continue;
    found.push(toEntity('business_number', `${office}-${kind}-${serial}`, written, match.index));
  }
  for (const match of text.matchAll(LABELLED_BUSINESS)) {
    const digits = match[1] ?? '';
    if (!isKoreanBusinessNumber(digits)) continue;
    const value = `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`;
    found.push(toEntity('business_number', value, digits, match.index + match[0].length - digits.length));
  }
  return found;
}

/**
 * Korean corporate registration numbers (법인등록번호) with the right check digit, as `110111-1234567`. Resident numbers
 * have the same form, so that a label must say which it is.
 */
export function findCorporateNumbers(text: string): FoundEntity[] {
  const found: FoundEntity[] = [];
  for (const match of text.matchAll(CORPORATE)) {
    const [written, head = '', tail = ''] = match;
    if (!isCorporateNumber(head + tail) || !isLabelledCorporate(text, match.index)) continue;
    found.push(toEntity('corporate_number', `${head}-${tail}`, written, match.index));
  }
  return found;
}

/** Whether the words right before say that a company's number follows. */
export function isLabelledCorporate(text: string, index: number): boolean {
  return CORPORATE_LABEL.test(text.slice(Math.max(0, index - LABEL_REACH), index));
}

/** The registry's rule: digits weighted 1, 2, 1, 2 … and the last one fills their sum up to a full ten. */
export function isCorporateNumber(digits: string): boolean {
  if (!/^\d{13}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < 12; index += 1) sum += Number(digits.charAt(index)) * (index % 2 === 0 ? 1 : 2);
  return (10 - (sum % 10)) % 10 === Number(digits.charAt(12));
}

function toEntity(type: FoundEntity['type'], value: string, written: string, start: number): FoundEntity {
  return { type, value, text: written, start, end: start + written.length };
}
