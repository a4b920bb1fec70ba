import type { FoundLabel } from '../labels/find-labels.js';
import { type PlaneLine, spanOf, type TextSpan, textOf } from '../plane/text-plane.js';
import { type Candidate, labelRule, labelScore } from './candidate.js';
import { isNameLike } from './company-name.js';
import { type FieldsContext, labelsOfField } from './fields-context.js';
import { trimmed } from './read-values.js';
import { isCredible, isInColumn } from './value-places.js';

const KOREAN_PLACE =
  /(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|충청|전라|경상)[가-힣]{0,6}(?:특별시|광역시|도|시)?\s+[가-힣\d].{3,}/u;
const KOREAN_STREET = /[가-힣\d]+(?:로|길|동|읍|면|리|가)\s?\d/u;
const CONTACT = /@|https?:|www\.|\b(?:tel|fax|phone|email|e-mail)\b|전화|팩스/iu;
const MAX_LENGTH = 160;
const MAX_LINES = 5;
const OTHER_SIDE = -0.5;
const KOREAN_BY_FORM = 0.6;
const BELOW_NAME = 0.5;
const PER_LINE = 0.002;
/** A line below continues an address when it stands this close, in letter heights. */
const CLOSE = 1.4;

/** The issuer's address: by its label, by the form of Korean addresses, or below the issuer's name. */
export function addresses(context: FieldsContext, issuer: Candidate | undefined): Candidate[] {
  return [...labelled(context), ...koreanByForm(context), ...belowName(context, issuer)];
}

function labelled(context: FieldsContext): Candidate[] {
  return labelsOfField(context, 'address').flatMap(({ label, strength }) => {
    const [beside] = context.labels.besides(label);
    const place = beside ?? (isCredible(label) ? context.labels.below(label) : null);
    if (!place || !isAddressLike(textOf(place))) return [];
    const side = context.sides.of(label) === 'recipient' ? OTHER_SIDE : 0;
    const spans = [trimmed(place), ...continuation(context, place, 2)];
    const score = labelScore(label, strength, place.position) + side - label.line.index * PER_LINE;
    return [toCandidate(spans, label.text, labelRule(place.position), score)];
  });
}

function koreanByForm({ planes, sides, labels }: FieldsContext): Candidate[] {
  return planes.slice(0, 1).flatMap(({ lines }) =>
    lines.flatMap((line) =>
      line.segments.flatMap((segment) => {
        const span = spanOf(line, segment);
        const match = KOREAN_PLACE.exec(textOf(span).slice(0, MAX_LENGTH));
        if (!match || !KOREAN_STREET.test(match[0]) || labels.on(line).some((label) => isField(label))) return [];
        const side = sides.of(span) === 'recipient' ? OTHER_SIDE : 0;
        const from = span.from + match.index;
        const found = { line, from, to: from + match[0].length };
        return [toCandidate([trimmed(found)], '', 'address_form', KOREAN_BY_FORM + side - line.index * PER_LINE)];
      }),
    ),
  );
}

function isField({ meanings }: FoundLabel): boolean {
  return meanings.some((meaning) => meaning.kind === 'field' && meaning.name === 'address');
}

/** Lines below the name, up to the first that is something else. */
function belowName(context: FieldsContext, issuer: Candidate | undefined): Candidate[] {
  const name = issuer?.spans[0];
  if (!name) return [];
  const spans = continuation(context, name, MAX_LINES);
  const text = spans.map(textOf).join(' ');
  return /\d/.test(text) && /\p{L}{3}/u.test(text) ? [toCandidate(spans, '', 'below_issuer', BELOW_NAME)] : [];
}

function continuation(context: FieldsContext, start: TextSpan, most: number): TextSpan[] {
  const { plane, index } = start.line;
  const spans: TextSpan[] = [];
  let above: PlaneLine = start.line;
  const column = plane.lines[index]?.segments.find(({ from, to }) => start.from >= from && start.from <= to);
  if (!column || 'sheet' in plane.place) return [];
  for (const line of plane.lines.slice(index + 1, index + 1 + most)) {
    if (line.bbox[1] - above.bbox[3] > plane.letterHeight * CLOSE) break;
    const segment = line.segments.find(({ bbox }) => isInColumn(column.bbox, bbox, plane));
    const span = segment && trimmed(spanOf(line, segment));
    if (!span || !isAddressPart(textOf(span)) || context.labels.on(line).some(isCredible)) break;
    spans.push(span);
    above = line;
  }
  return spans;
}

function isAddressLike(text: string): boolean {
  return text.length <= MAX_LENGTH && /\p{L}{2}/u.test(text) && !CONTACT.test(text);
}

function isAddressPart(text: string): boolean {
  if (text.length > MAX_LENGTH || CONTACT.test(text) || /[$€£₩]|\d[.,]\d{2}(?!\d)/.test(text)) return false;
  return isNameLike(text) || /\d/.test(text);
}

function toCandidate(spans: readonly TextSpan[], label: string, rule: string, score: number): Candidate {
  const value = spans.map(textOf).join(', ');
  const normalized = value.replace(/\s+/g, ' ').replace(/,\s*,/g, ',').trim();
  return { name: 'address', label, value, normalized, type: 'address', rule, spans, score };
}
