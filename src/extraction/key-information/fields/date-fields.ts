import { textOf, type TextSpan } from '../plane/text-plane.js';
import type { FoundLabel } from '../labels/find-labels.js';
import type { LabelledField } from '../labels/labels.types.js';
import { type Candidate, labelRule, labelScore } from './candidate.js';
import { type FieldsContext, labelsOfField } from './fields-context.js';
import { datesIn, type ReadDate } from './read-values.js';
import { isCredible } from './value-places.js';

export interface DateCandidate extends Candidate {
  normalized: string;
  alternatives: readonly string[];
}

const WITHOUT_LABEL = 0.55;
/** Each line further down takes from the likelihood that a date without a label is the document's. */
const PER_LINE = 0.003;
const MAX_LINE_LOSS = 0.2;
const MAX_CELLS_BESIDE = 2;
const OTHER_LABEL = -0.35;
const AMBIGUOUS = -0.1;
/** Dates of the far past are of birth or foundation, those of the future of expiry. */
const UNLIKELY = -0.3;
const OLDEST_YEARS = 40;
const LATER_PAGE = -0.05;
/** What labels of other dates have in their names. */
const OF_TIME = /dat|fecha|일|period|기간|기한|zeitraum|check|valid|arriv|depart|birth|geburt|exp|printed/iu;

/** The dates that labels of a field lead to. */
export function labelledDates(context: FieldsContext, name: LabelledField): DateCandidate[] {
  return labelsOfField(context, name).flatMap(({ label, strength }) => {
    const rest = restOfLine(context, label);
    const [beside] = datesIn(rest, context.style, true);
    if (beside) {
      const position = label.line.segments.some(({ from, to }) => from <= label.from && to >= beside.span.to);
      const where = position ? 'inline' : 'beside';
      return [toCandidate(context, name, beside, label.text, labelRule(where), labelScore(label, strength, where))];
    }
    if (!isCredible(label)) return [];
    const below = context.labels.below(label);
    const [date] = below ? datesIn(below, context.style, true) : [];
    if (!date) return [];
    return [toCandidate(context, name, date, label.text, labelRule('below'), labelScore(label, strength, 'below'))];
  });
}

/** Up to the next label; a date may be set in boxes of their own for year, month and day. */
function restOfLine({ labels }: FieldsContext, label: FoundLabel): TextSpan {
  return { line: label.line, from: label.valueFrom, to: labels.nextAfter(label.line, label.valueFrom) };
}

/** Dates that no label of the field leads to: the first ones of the document are the likeliest. */
export function unlabelledDates(context: FieldsContext, name: string, taken: ReadonlySet<string>): DateCandidate[] {
  const candidates: DateCandidate[] = [];
  for (const plane of context.planes) {
    for (const line of plane.lines) {
      // Rows of a sheet's list tell dates of their own.
      if ('sheet' in plane.place && line.segments.length > MAX_CELLS_BESIDE) continue;
      for (const date of datesIn({ line, from: 0, to: line.text.length }, context.style, false)) {
        if (taken.has(date.date)) continue;
        const label = labelBefore(context, date);
        let score = WITHOUT_LABEL - Math.min(MAX_LINE_LOSS, line.index * PER_LINE);
        if (plane.index > 0) score += LATER_PAGE;
        if (label) score += OTHER_LABEL;
        candidates.push(toCandidate(context, name, date, '', 'first_date', score));
      }
    }
  }
  return candidates;
}

/** A label of something else (an order, a delivery, a birthday) that a date belongs to. */
function labelBefore({ labels }: FieldsContext, { span }: ReadDate): FoundLabel | undefined {
  return labels.on(span.line).findLast((label) => label.to <= span.from && isCredible(label) && isOther(label));
}

function isOther({ meanings, text }: FoundLabel): boolean {
  return meanings.some(
    (meaning) =>
      (meaning.kind === 'ignored' && OF_TIME.test(text)) || (meaning.kind === 'field' && meaning.name === 'due_date'),
  );
}

function toCandidate(
  { style }: FieldsContext,
  name: string,
  { span, date, alternatives }: ReadDate,
  label: string,
  rule: string,
  given: number,
): DateCandidate {
  let score = given;
  if (alternatives.length > 0) score += AMBIGUOUS;
  const isOld = Number(date.slice(0, 4)) < Number(style.today.slice(0, 4)) - OLDEST_YEARS;
  const isFuture = date > style.today && name !== 'due_date';
  if (isOld || isFuture) score += UNLIKELY;
  const value = textOf(span).replace(/\s+/g, ' ').trim();
  return { name, label, value, normalized: date, type: 'date', rule, spans: [span], score, alternatives };
}
