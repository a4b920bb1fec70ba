import type { FoundLabel } from '../labels/find-labels.js';
import { type TextSpan, textOf } from '../plane/text-plane.js';
import { isKoreanBusinessNumber } from '../checksums.js';
import { type Candidate, confirmed, labelRule, labelScore } from './candidate.js';
import { type FieldsContext, labelsOfField } from './fields-context.js';
import { isCredible } from './value-places.js';

/** Korean business registration numbers; OCR leaves spaces around the dashes. */
const KOREAN = /(?<![\d-])(\d{3})\s?[-–]?\s?(\d{2})\s?[-–]?\s?(\d{5})(?![\d-])/gu;
const KOREAN_DASHED = /(?<![\d-])(\d{3})\s?[-–]\s?(\d{2})\s?[-–]\s?(\d{5})(?![\d-])/gu;
/** What registers and tax offices elsewhere give: letters in front, six digits or more, groups set apart. */
const INTERNATIONAL =
  /(?<![\p{L}\p{N}])(?:[A-Z]{2,3}[ -]?)?[A-Z]?\d[\dA-Z]{0,14}(?:[ .\-/]\d[\dA-Z]{1,11}|[ .\-/][A-Z]{1,2}(?![\p{L}\p{N}])){0,4}/gu;
const VAT_ID =
  /^(?:AT|BE|BG|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK)[A-Z]?[\dA-Z]{7,}$/;
const MIN_DIGITS = 6;
/** Where the label may mean the tax itself, an amount must not be taken for a number. */
const MIN_DIGITS_BESIDE_TAX = 8;
const MAX_LENGTH = 30;
const RECIPIENT = -0.45;
const VAT_FORM = 0.04;
const UNLABELLED = 0.5;
const PER_LINE = 0.002;

/** The issuer's number in a register or with its tax office. */
export function registrationNumbers(context: FieldsContext): Candidate[] {
  const labelled = labelsOfField(context, 'issuer_registration_number').flatMap(({ label, strength }) => {
    const besides = context.labels.besides(label);
    const below = besides.length === 0 && isCredible(label) ? context.labels.below(label) : null;
    const places = below ? [below] : besides.slice(0, 2);
    for (const place of places) {
      const found = numberIn(place, label);
      if (!found) continue;
      const side = context.sides.of(label) === 'recipient' ? RECIPIENT : 0;
      const score = labelScore(label, strength, place.position) + side - label.line.index * PER_LINE * 0.5;
      return [toCandidate(found, label.text, labelRule(place.position), score)];
    }
    return [];
  });
  return [...labelled, ...unlabelled(context)];
}

function numberIn(place: TextSpan, label: FoundLabel): TextSpan | null {
  const text = textOf(place);
  const korean = /\p{Script=Hangul}/u.test(label.text) || /^\d{3}\s?-/.test(text.trim());
  const [first] = korean ? text.matchAll(KOREAN) : [];
  if (first) return part(place, first);
  const meansTax = label.meanings.some((meaning) => meaning.kind === 'field' && meaning.name === 'tax');
  const least = meansTax ? MIN_DIGITS_BESIDE_TAX : MIN_DIGITS;
  for (const match of text.matchAll(INTERNATIONAL)) {
    const digits = match[0].replace(/\D/g, '').length;
    if (digits < least || match[0].length > MAX_LENGTH || /[.,]\d{2}$/.test(match[0])) continue;
    return part(place, match);
  }
  return null;
}

/** Without a label only what a checksum proves. */
function unlabelled({ planes, sides }: FieldsContext): Candidate[] {
  return planes.slice(0, 2).flatMap(({ lines }) =>
    lines.flatMap((line) =>
      [...line.text.matchAll(KOREAN_DASHED)].flatMap((match) => {
        const span = part({ line, from: 0, to: line.text.length }, match);
        if (!isKoreanBusinessNumber(digitsOf(span))) return [];
        const side = sides.of(span) === 'recipient' ? RECIPIENT : 0;
        return [toCandidate(span, '', 'checksum', UNLABELLED + side - line.index * PER_LINE)];
      }),
    ),
  );
}

function part(place: TextSpan, match: RegExpExecArray): TextSpan {
  const from = place.from + match.index;
  return { line: place.line, from, to: from + match[0].length };
}

function digitsOf(span: TextSpan): string {
  return textOf(span).replace(/\D/g, '');
}

function toCandidate(span: TextSpan, label: string, rule: string, given: number): Candidate {
  const value = textOf(span).trim();
  const normalized = normalise(value);
  let score = given;
  if (isKoreanBusinessNumber(digitsOf(span)) && /^\d{3}-\d{2}-\d{5}$/.test(normalized)) score = confirmed(score);
  if (VAT_ID.test(normalized.replace(/[ .-]/g, ''))) score += VAT_FORM;
  return {
    name: 'issuer_registration_number',
    label,
    value,
    normalized,
    type: 'identifier',
    rule,
    spans: [span],
    score,
  };
}

function normalise(value: string): string {
  const korean = new RegExp(`^${KOREAN.source}$`, 'u').exec(value);
  return korean ? `${korean[1]}-${korean[2]}-${korean[3]}` : value.replace(/\s+/g, ' ');
}
