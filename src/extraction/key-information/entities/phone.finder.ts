import { type CountryCode, parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';
import type { EntityContext, FoundEntity } from './entity.types.js';

/** Groups of digits with one sign between them, or one long row; bounded, and each step is settled by one character. */
const CANDIDATE =
  /(?<![\p{L}\d.,+#*]|\d[-/:])(?:\+ ?)?\(?\d{1,5}\)?(?: ?[-.·–)/ \u00a0] ?\(?\d{1,5}\)?){1,6}(?!\d)|(?<![\p{L}\d.,#*]|\d[-/:])\+?\d{8,15}(?!\d)/gu;
const LABEL =
  /(?:tel|phone|fax|mobile|cell|call|h\.?p|telefon|telefax|téléphone|teléfono|telefoon|전화|연락처|휴대폰|핸드폰|휴대전화|팩스|대표번호|문의|고객센터|상담|☎|☏|📞|(?<![\p{L}])[TFM])[^\d\n+(]{0,12}$/iu;
const LABEL_REACH = 32;
/** Areas, mobiles and services begin with 0, nationwide numbers with 15, 16 or 18 and have eight digits. */
const KOREAN = /^\(?0\d{1,3}\)?[-. ·–)]{1,2}\d{3,4}[-. ·–]{1,2}\d{4}$|^1[568]\d{2}[-–]\d{4}$/;
const KOREAN_MOBILE_ROW = /^01[016789]\d{7,8}$/;
const MIN_DIGITS = 8;

/**
 * Telephone and fax numbers that the numbering plans of their countries know. The value is the national form for Korea
 * (`02-837-9111`), E.164 for others (`+31201234567`). Without a country code a number of the document's own region is
 * believed when it has the usual Korean form, or when a label stands before it.
 */
export function findPhones(text: string, { region }: EntityContext): FoundEntity[] {
  const found: FoundEntity[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const before = text.slice(Math.max(0, match.index - LABEL_REACH), match.index);
    const read = readCandidate(match[0], region, LABEL.test(before));
    if (!read) continue;
    const { number, written } = read;
    const value = number.country === 'KR' ? number.formatNational() : number.number;
    found.push({ type: 'phone', value, text: written, start: match.index, end: match.index + written.length });
  }
  return found;
}

/** The longest beginning that is a number: behind its last group another column may follow. */
function readCandidate(
  candidate: string,
  region: string,
  labelled: boolean,
): { number: PhoneNumber; written: string } | null {
  let written = candidate.replace(/[^\d]+$/, '');
  while (written.replace(/\D/g, '').length >= MIN_DIGITS) {
    if (isPlausible(written, region, labelled)) {
      const number = parsePhoneNumberFromString(written, region as CountryCode);
      if (number?.isValid()) return { number, written };
    }
    const shorter = written.replace(/[^\d]+\d+$/, '');
    if (shorter === written) return null;
    written = shorter;
  }
  return null;
}

function isPlausible(written: string, region: string, labelled: boolean): boolean {
  if (written.startsWith('+') || labelled) return true;
  return region === 'KR' && (KOREAN.test(written) || KOREAN_MOBILE_ROW.test(written));
}
