import { boxOf, segmentAt, type TextSpan, textOf } from '../plane/text-plane.js';
import type { FoundLabel } from '../labels/find-labels.js';
import type { Helper, LabelStrength } from '../labels/labels.types.js';
import { type Decimal, toDecimal } from '../values/decimal.js';
import { labelRule, labelScore } from './candidate.js';
import { type FieldsContext, labelsOfField, labelsOfKind } from './fields-context.js';
import { amountsIn, type ReadAmount } from './read-values.js';
import { isCredible, type Position, sizeOf } from './value-places.js';

/** An amount beside a label for amounts. */
export interface AmountCandidate extends ReadAmount {
  label: FoundLabel;
  rule: string;
  decimal: Decimal;
  score: number;
}

const NOT_LAST = -0.15;
const ZERO = -0.35;
const NEGATIVE = -0.3;
const WITH_CURRENCY = 0.02;
const WITHOUT_DECIMALS = -0.15;
const LARGE = 0.03;
/** Words between a sum's label and its amount that make it a sum of something else. */
const OF_COUNTS =
  /^\W{0,3}(?:no\b|qty|quantit|items?\b|savings?\b|saved|disc|points?\b|pcs|units?\b|hours?\b|outstanding|수량|건수)/iu;
const EXCLUDING = /\b(?:excl|exclu|before|without|w\/o|zonder|ohne|hors|senza|sin)/iu;
const INCLUDING = /\b(?:incl|inclu|inkl|ttc)/iu;
const DECIMALS = /[.,]\d{2}(?!\d)/;

/** Every amount that a label of one of the three sums leads to. */
export function sumCandidates(context: FieldsContext, name: 'subtotal' | 'tax' | 'total'): AmountCandidate[] {
  return labelsOfField(context, name).flatMap(({ label, strength }) => candidatesOf(context, label, strength));
}

export function helperCandidates(context: FieldsContext, helper: Helper): AmountCandidate[] {
  return labelsOfKind(context.labels.labels, 'helper')
    .filter(({ meaning }) => meaning.name === helper)
    .flatMap(({ label }) => candidatesOf(context, label, 'strong'));
}

function candidatesOf(context: FieldsContext, label: FoundLabel, strength: LabelStrength): AmountCandidate[] {
  if (saysOtherwise(label)) return [];
  const besides = context.labels
    .besides(label)
    .flatMap((place) => amountsIn(place, context.style).map((read) => ({ read, position: place.position })));
  if (besides.length > 0) return besides.map((one, at) => toCandidate(label, strength, one, at === besides.length - 1));
  if (!isCredible(label)) return [];
  const below = context.labels.below(label);
  if (!below) return [];
  const read = nearestTo(label, amountsIn(below, context.style));
  return read ? [toCandidate(label, strength, { read, position: 'below' }, true)] : [];
}

/** `Total savings`, `TOTAL ITEMS`, `Total w/o GST`: the words behind a label make it another one. */
function saysOtherwise(label: FoundLabel): boolean {
  const segment = segmentAt(label.line, label.to);
  const [behind = ''] = label.line.text.slice(label.to, segment?.to).split(/\d/);
  if (OF_COUNTS.test(behind)) return true;
  const isTotal = label.meanings.some((meaning) => meaning.kind === 'field' && meaning.name === 'total');
  const isSubtotal = label.meanings.some((meaning) => meaning.kind === 'field' && meaning.name === 'subtotal');
  return (isTotal && !isSubtotal && EXCLUDING.test(behind)) || (isSubtotal && !isTotal && INCLUDING.test(behind));
}

function toCandidate(
  label: FoundLabel,
  strength: LabelStrength,
  { read, position }: { read: ReadAmount; position: Position },
  isLast: boolean,
): AmountCandidate {
  let score = labelScore(label, strength, position);
  const decimal = toDecimal(read.amount.replace('-', ''));
  const units = read.amount.startsWith('-') ? -decimal.units : decimal.units;
  if (!isLast) score += NOT_LAST;
  if (units === 0n) score += ZERO;
  if (units < 0n) score += NEGATIVE;
  if (read.currency) score += WITH_CURRENCY;
  else if (!isLikeAmount(read)) score += WITHOUT_DECIMALS;
  if (sizeOf(label) > 1.2) score += LARGE;
  return { ...read, label, rule: labelRule(position), decimal: { ...decimal, units }, score };
}

/** Has decimals or thousands set apart: a plain row of digits may be a count or somebody's number. */
function isLikeAmount({ span, amount }: ReadAmount): boolean {
  const text = textOf(span);
  return (
    DECIMALS.test(text) ||
    /\d[.,' ]\s?\d{3}/.test(text) ||
    /[가-힣]/.test(text) ||
    (amount.length >= 3 && amount.endsWith('0'))
  );
}

/** Of several amounts of one segment the one that stands right below the label. */
function nearestTo(label: FoundLabel, reads: readonly ReadAmount[]): ReadAmount | undefined {
  const [x0, , x1] = boxOf(label);
  const distance = ({ span }: { span: TextSpan }): number => {
    const box = boxOf(span);
    return Math.min(Math.abs(box[2] - x1), Math.abs(box[0] - x0), Math.abs((box[0] + box[2] - x0 - x1) / 2));
  };
  return [...reads].sort((a, b) => distance(a) - distance(b))[0];
}
