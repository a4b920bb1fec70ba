import { isCardNumber } from '../checksums.js';
import { toIsoDate } from '../values/calendar.js';
import type { FoundEntity } from './entity.types.js';
import { findIbans } from './iban.finder.js';
import { isCorporateNumber, isLabelledCorporate } from './korean-number.finder.js';

const GAP = String.raw`[ \u00a0-]`;
/** Four groups of four, 4-6-5, 4-6-4, or 13 to 19 digits in a row. */
const CARD = new RegExp(
  String.raw`(?<![A-Za-z\d.,]|\d-)(?:\d{4}(${GAP})\d{4}\1\d{4}\1\d{4}|\d{4}(${GAP})\d{6}\2\d{4,5}|\d{13,19})(?!\d|[.,]\d)`,
  'g',
);
/** The last group of the longest numbers; behind others the code on the card's back stands so. */
const LAST_GROUP = /^[ \u00a0-]\d{3}(?!\d)/;
/** The prefixes that card schemes give out (ISO/IEC 7812), with the lengths of their numbers; 9 is Korea's own. */
const SCHEMES: readonly [RegExp, readonly number[]][] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|095|[689])/, [14, 16]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^6(?:011|4[4-9]|5)/, [16, 19]],
  [/^62/, [16, 17, 18, 19]],
  [/^9[1-9]/, [16]],
];
const RESIDENT = /(?<!\d|\d[-–])(\d{6})([ \u00a0]?[-–‐‑][ \u00a0]?)?(\d{7})(?!\d|[-–]\d)/g;
const RESIDENT_LABEL = /주민|외국인|생년월일/;
const RESIDENT_WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
/** From this day on the last six digits are drawn by lot and have no check digit any more. */
const WITHOUT_CHECK_DIGIT = '2020-10-01';
const LABEL_REACH = 24;
/** Nothing shorter holds such a number. */
const LONG_ENOUGH = /\d(?:[ \u00a0–‐‑-]{0,3}\d){12}/;

/**
 * Payment card numbers (scheme, length and Luhn digit right) and Korean resident numbers (주민등록번호). `value` and
 * `text` are masked: of a card the last four digits are kept, of a resident number the date of birth and the seventh digit.
 */
export function findSensitiveNumbers(text: string): FoundEntity[] {
  if (!LONG_ENOUGH.test(text)) return [];
  const accounts = findIbans(text);
  const cards = findCards(text).filter(
    ({ start, end }) => !accounts.some((iban) => iban.start < end && start < iban.end),
  );
  return [...cards, ...findResidentNumbers(text)].sort((a, b) => a.start - b.start);
}

function findCards(text: string): FoundEntity[] {
  const found: FoundEntity[] = [];
  for (const { 0: groups, index: start } of text.matchAll(CARD)) {
    const behind = start + groups.length;
    const last = LAST_GROUP.exec(text.slice(behind, behind + 5))?.[0] ?? '';
    const written = [groups, groups + last].find(isCard);
    if (written === undefined) continue;
    const digits = written.replace(/\D/g, '');
    const masked = maskDigits(written, 0, digits.length - 4);
    const value = `${'*'.repeat(digits.length - 4)}${digits.slice(-4)}`;
    found.push({ type: 'card', value, text: masked, start, end: start + written.length });
  }
  return found;
}

function isCard(written: string): boolean {
  const digits = written.replace(/\D/g, '');
  return (
    isCardNumber(digits) && SCHEMES.some(([prefix, lengths]) => prefix.test(digits) && lengths.includes(digits.length))
  );
}

function findResidentNumbers(text: string): FoundEntity[] {
  const found: FoundEntity[] = [];
  for (const match of text.matchAll(RESIDENT)) {
    const { 0: written, 1: birth = '', 2: hyphen, 3: serial = '', index: start } = match;
    const before = text.slice(Math.max(0, start - LABEL_REACH), start);
    if (!isResidentNumber(birth + serial, before, hyphen !== undefined, isLabelledCorporate(text, start))) continue;
    const value = `${birth}-${serial.slice(0, 1)}******`;
    found.push({
      type: 'resident_number',
      value,
      text: maskDigits(written, 7, 13),
      start,
      end: start + written.length,
    });
  }
  return found;
}

/** In doubt a number is taken for a person's: masking a company's number does less harm than storing a person's. */
function isResidentNumber(digits: string, before: string, hyphenated: boolean, isCompany: boolean): boolean {
  const born = birthDate(digits);
  if (born === null || (isCompany && isCorporateNumber(digits))) return false;
  if (RESIDENT_LABEL.test(before)) return true;
  if (!hyphenated) return false;
  return hasResidentCheckDigit(digits) || (born >= WITHOUT_CHECK_DIGIT && !isCorporateNumber(digits));
}

/** The seventh digit tells the century: 1, 2, 5, 6 of the 1900s, 3, 4, 7, 8 of the 2000s, 9, 0 of the 1800s. */
function birthDate(digits: string): string | null {
  const kind = Number(digits.charAt(6));
  const century = kind === 9 || kind === 0 ? 1800 : [1, 2, 5, 6].includes(kind) ? 1900 : 2000;
  return toIsoDate(century + Number(digits.slice(0, 2)), Number(digits.slice(2, 4)), Number(digits.slice(4, 6)));
}

function hasResidentCheckDigit(digits: string): boolean {
  const sum = RESIDENT_WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits.charAt(index)), 0);
  const check = (11 - (sum % 11)) % 10;
  // Numbers of foreigners have their check digit moved on by two.
  return [check, (check + 2) % 10].includes(Number(digits.charAt(12)));
}

/** Stars for the digits from `first` to before `last`, counted among the digits alone. */
function maskDigits(written: string, first: number, last: number): string {
  let seen = -1;
  return written.replace(/\d/g, (digit) => {
    seen += 1;
    return seen >= first && seen < last ? '*' : digit;
  });
}
