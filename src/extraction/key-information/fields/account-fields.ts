import { isIban } from '../checksums.js';
import { type PlaneLine, type TextSpan, textOf } from '../plane/text-plane.js';
import { type Candidate, confirmed, labelRule, labelScore } from './candidate.js';
import { type FieldsContext, labelsOfField } from './fields-context.js';
import { isCredible } from './value-places.js';

/** Country, check digits and groups; what follows an account in the same line is cut by trying shorter ones. */
const IBAN = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}/gu;
/** An IBAN whose check digits are wrong; a validation says so. */
const IBAN_FORM = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![\p{L}\p{N}])/gu;
const ACCOUNT = /(?<![\p{L}\p{N}])\d[\d\- ]{5,28}\d(?![\p{L}\p{N}])/gu;
const KOREAN_BANK =
  /(?:국민|신한|우리|하나|농협|기업|산업|수협|새마을|우체국|카카오|토스|케이|대구|부산|경남|광주|전북|제주|씨티|제일)\s?(?:은행|뱅크)?\s*[:：)]?\s*\d[\d-]{8,20}\d/gu;
const IBAN_ALONE = 0.7;
const BANK_AND_NUMBER = 0.6;
const MIN_IBAN_LENGTH = 15;
const PER_LINE = 0.001;

/** The accounts to pay to: IBANs, and account numbers beside a label or a Korean bank's name. */
export function paymentAccounts(context: FieldsContext): Candidate[] {
  const labelled = labelsOfField(context, 'payment_account').flatMap(({ label, strength }) => {
    const [beside] = context.labels.besides(label);
    const place = beside ?? (isCredible(label) ? context.labels.below(label) : null);
    if (!place) return [];
    const iban = ibanIn(place);
    const score = labelScore(label, strength, place.position) - label.line.index * PER_LINE;
    if (iban) return [toCandidate(iban, label.text, labelRule(place.position), confirmed(score))];
    const [match] = [...textOf(place).matchAll(IBAN_FORM), ...textOf(place).matchAll(ACCOUNT)];
    return match ? [toCandidate(part(place, match), label.text, labelRule(place.position), score)] : [];
  });
  return [...labelled, ...context.planes.flatMap(({ lines }) => lines.flatMap(unlabelled))];
}

function unlabelled(line: PlaneLine): Candidate[] {
  const whole = { line, from: 0, to: line.text.length };
  const iban = ibanIn(whole);
  if (iban) return [toCandidate(iban, '', 'checksum', confirmed(IBAN_ALONE) - line.index * PER_LINE)];
  return [...line.text.matchAll(KOREAN_BANK)].map((match) =>
    toCandidate(part(whole, match), '', 'bank_and_number', BANK_AND_NUMBER),
  );
}

function ibanIn(place: TextSpan): TextSpan | null {
  for (const match of textOf(place).matchAll(IBAN)) {
    for (let length = match[0].length; length >= MIN_IBAN_LENGTH; length -= 1) {
      if (isIban(match[0].slice(0, length))) return { ...part(place, match), to: place.from + match.index + length };
    }
  }
  return null;
}

function part(place: TextSpan, match: RegExpExecArray): TextSpan {
  const from = place.from + match.index;
  return { line: place.line, from, to: from + match[0].length };
}

function toCandidate(span: TextSpan, label: string, rule: string, score: number): Candidate {
  const value = textOf(span).trim();
  const normalized = isIban(value) ? value.replace(/\s/g, '') : value.replace(/\s+/g, ' ');
  return { name: 'payment_account', label, value, normalized, type: 'identifier', rule, spans: [span], score };
}
