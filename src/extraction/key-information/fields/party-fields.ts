import type { FoundLabel } from '../labels/find-labels.js';
import type { LabelledField, LabelMeaning } from '../labels/labels.types.js';
import { type PlaneLine, spanOf, type TextSpan, textOf } from '../plane/text-plane.js';
import { type Candidate, labelRule, labelScore } from './candidate.js';
import { isCompanyName, isNameLike, isStreetLike, tidyName } from './company-name.js';
import { type FieldsContext, labelsOfField } from './fields-context.js';
import { trimmed } from './read-values.js';
import { isCredible, sizeOf, type ValuePlace } from './value-places.js';

const OTHER_SIDE = -0.6;
const COMPANY = 0.05;
/** Words of one meaning by form or place alone. */
const COMPANY_ON_TOP = 0.62;
const COMPANY_ELSEWHERE = 0.45;
const TOP_LINE = 0.4;
const STREET = -0.06;
const LARGE_LETTERS = 0.12;
const PER_LINE = 0.012;
const TOP_LINES = 8;
const MAX_LINES_FOR_COMPANIES = 200;
const BELOW_A_HEADING = 0.72;
const HONORIFIC = /^(.{2,40}?)\s*(?:귀중|귀하|貴中|貴下)\s*$/u;
const HONORED = 0.85;
/** Names are given once; what a label says far down repeats or concerns another matter. */
const PER_LABEL_LINE = 0.001;

/** Who issued the document. */
export function issuers(context: FieldsContext): Candidate[] {
  return [
    ...labelledNames(context, 'issuer', 'supplier'),
    ...namesBelowHeadings(context, 'supplier', 'issuer'),
    ...companiesByForm(context),
    ...topLines(context),
  ];
}

/** To whom it is addressed. */
export function recipients(context: FieldsContext): Candidate[] {
  return [
    ...labelledNames(context, 'recipient', 'recipient'),
    ...namesOfRecipientSide(context),
    ...namesBelowHeadings(context, 'recipient', 'recipient'),
    ...honoured(context),
  ];
}

function labelledNames(
  context: FieldsContext,
  name: 'issuer' | 'recipient',
  side: 'supplier' | 'recipient',
): Candidate[] {
  return labelsOfField(context, name).flatMap(({ label, strength }) => {
    const place = namePlace(context, label);
    if (!place) return [];
    const party = context.sides.of(label);
    // A heading's own label is what makes its side; others must stand on the right one.
    const isOther = party !== null && party !== side && !isHeading(label);
    const score = labelScore(label, strength, place.position) + (isOther ? OTHER_SIDE : 0);
    return toNames(name, place, label.text, labelRule(place.position), score - label.line.index * PER_LABEL_LINE);
  });
}

/** `상호` stands in both blocks: the one on the recipient's side names the recipient. */
function namesOfRecipientSide(context: FieldsContext): Candidate[] {
  return labelsOfField(context, 'issuer').flatMap(({ label, strength }) => {
    if (context.sides.of(label) !== 'recipient' || isHeading(label)) return [];
    const place = namePlace(context, label);
    if (!place) return [];
    const score = labelScore(label, strength, place.position);
    return toNames('recipient', place, label.text, labelRule(place.position), score);
  });
}

function isHeading({ meanings }: FoundLabel): boolean {
  return meanings.some(({ kind }) => kind === 'party');
}

function namePlace(context: FieldsContext, label: FoundLabel): ValuePlace | null {
  const [beside] = context.labels.besides(label);
  if (beside && isName(beside)) return beside;
  if (beside?.position === 'inline' || !isCredible(label)) return null;
  const below = context.labels.below(label);
  return below && isName(below) ? below : null;
}

function isName(span: TextSpan): boolean {
  return isNameLike(tidyName(textOf(span)));
}

function namesBelowHeadings(context: FieldsContext, party: string, name: 'issuer' | 'recipient'): Candidate[] {
  return context.labels.labels.flatMap((label) => {
    const isParty = label.meanings.some((meaning) => meaning.kind === 'party' && meaning.name === party);
    if (!isParty || !label.startsSegment || !(label.fillsSegment || label.hasColon)) return [];
    const place = context.labels.below(label);
    return place && isName(place) ? toNames(name, place, label.text, 'below_heading', BELOW_A_HEADING) : [];
  });
}

function honoured({ planes }: FieldsContext): Candidate[] {
  return planes.slice(0, 1).flatMap(({ lines }) =>
    lines.flatMap((line) =>
      line.segments.flatMap((segment) => {
        const span = spanOf(line, segment);
        const match = HONORIFIC.exec(textOf(span));
        if (!match?.[1] || /[:：]/.test(match[1])) return [];
        return toNames('recipient', { ...span, to: span.from + match[1].length }, '', 'form_of_address', HONORED);
      }),
    ),
  );
}

/** `(주)…`, `… GmbH`, `… SDN BHD`: names that tell by themselves what they are. */
function companiesByForm(context: FieldsContext): Candidate[] {
  const { planes, sides, labels } = context;
  return planes.slice(0, 2).flatMap(({ lines, index }) =>
    lines.slice(0, MAX_LINES_FOR_COMPANIES).flatMap((line) =>
      line.segments.flatMap((segment) => {
        const span = afterLabels(labels.on(line), spanOf(line, segment));
        const text = tidyName(textOf(span));
        if (!isCompanyName(text) || sides.of(span) === 'recipient' || isLabelledOther(context, line, span)) return [];
        const isTop = index === 0 && line.index < TOP_LINES;
        const base = isTop ? COMPANY_ON_TOP - line.index * PER_LINE : COMPANY_ELSEWHERE;
        const score = base + (sizeOf(span) > 1.25 ? LARGE_LETTERS : 0);
        return toNames('issuer', span, '', 'company_form', score);
      }),
    ),
  );
}

/** A value of the recipient's label, or of another matter's, says nothing about the issuer. */
function isLabelledOther({ labels }: FieldsContext, line: PlaneLine, span: TextSpan): boolean {
  const before = labels.on(line).findLast((label) => label.to <= span.from && isCredible(label));
  return before !== undefined && before.meanings.some(isOtherField);
}

function isOtherField(meaning: LabelMeaning): boolean {
  return meaning.kind === 'ignored' || (meaning.kind === 'field' && meaning.name !== 'issuer');
}

function afterLabels(onLine: readonly FoundLabel[], span: TextSpan): TextSpan {
  const own = onLine.findLast((label) => label.from >= span.from && label.valueFrom < span.to && label.hasColon);
  return own ? { ...span, from: own.valueFrom } : span;
}

/** Without any other sign the first line that could be a name; the larger its letters the better. */
function topLines({ planes, labels, sides }: FieldsContext): Candidate[] {
  const [plane] = planes;
  if (!plane) return [];
  return plane.lines.slice(0, TOP_LINES).flatMap((line) => {
    const [segment] = line.segments;
    const span = segment && spanOf(line, segment);
    if (
      !span ||
      !isName(span) ||
      HONORIFIC.test(textOf(span)) ||
      labels.on(line).some(isCredible) ||
      sides.of(span) === 'recipient'
    )
      return [];
    const street = isStreetLike(tidyName(textOf(span))) ? STREET : 0;
    const score = TOP_LINE - line.index * PER_LINE + (sizeOf(span) > 1.25 ? LARGE_LETTERS : 0) + street;
    return toNames('issuer', span, '', 'top_line', score);
  });
}

function toNames(name: LabelledField, place: TextSpan, label: string, rule: string, given: number): Candidate[] {
  const span = trimmed(place);
  const value = textOf(span);
  const normalized = tidyName(value);
  if (!isNameLike(normalized)) return [];
  const score = given + (isCompanyName(normalized) ? COMPANY : 0);
  return [{ name, label, value, normalized, type: 'text', rule, spans: [span], score }];
}
