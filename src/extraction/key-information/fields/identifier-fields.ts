import type { FoundLabel } from '../labels/find-labels.js';
import { keyOf } from '../labels/label-key.js';
import { type TextSpan, textOf } from '../plane/text-plane.js';
import { type Candidate, labelRule, labelScore } from './candidate.js';
import { type FieldsContext, labelsOfField, labelsOfKind } from './fields-context.js';
import { datesIn } from './read-values.js';

/** One word of an identifier. */
const TOKEN = /[\p{L}\p{N}][\p{L}\p{N}\-–./_#*]*/gu;
const MAX_LENGTH = 40;
const PREFIX = /^[A-Z]{1,5}[-.]?$/;
/** Groups that belong to a number that is set apart by spaces: `12 345 678`. */
const GROUP = /^\d{2,4}$/;
/** Tokens before the number: a word or two that repeat the label, no sentence. */
const MAX_SKIPPED = 2;
const SHORT = -0.15;
const LETTERS_ONLY_PREFIX = 0;
const DATE_LIKE = -0.4;
const DECIMALS = -0.4;
const IN_TITLE = 0.62;
const OTHER_COLUMN = -0.3;

/** The numbers by which a document is called. */
export function documentNumbers(context: FieldsContext): Candidate[] {
  const labelled = labelsOfField(context, 'document_number').flatMap(({ label, strength }) =>
    placesFor(context, label).flatMap((place) => {
      const span = firstIdentifier(place, context);
      if (!span) return [];
      const score = labelScore(label, strength, place.position) + formScore(span, context) + columnLoss(context, label);
      return [toCandidate(span, label.text, labelRule(place.position), score)];
    }),
  );
  return [...labelled, ...numbersInTitles(context)];
}

function placesFor({ labels }: FieldsContext, label: FoundLabel): ReturnType<FieldsContext['labels']['placesOf']> {
  return labels.placesOf(label).slice(0, 2);
}

/** `Invoice 2016-001`: what a document calls itself, and a number behind it. */
function numbersInTitles(context: FieldsContext): Candidate[] {
  return labelsOfKind(context.labels.labels, 'document_type').flatMap(({ label }) => {
    if (!label.startsSegment) return [];
    const [place] = context.labels.besides(label);
    const span = place?.position === 'inline' ? firstIdentifier(place, context) : null;
    if (!place || !span || textOf(span).replace(/\D/g, '').length < 3) return [];
    const before = textOf({ ...place, to: span.from });
    if (/\p{L}/u.test(before)) return [];
    return [toCandidate(span, label.text, 'number_in_title', IN_TITLE + formScore(span, context))];
  });
}

function firstIdentifier(place: TextSpan, context: FieldsContext): TextSpan | null {
  const text = textOf(place);
  const tokens = [...text.matchAll(TOKEN)];
  const at = tokens.slice(0, MAX_SKIPPED + 1).findIndex(([token]) => /\d/.test(token));
  const token = tokens[at];
  if (!token) return null;
  const previous = tokens[at - 1];
  const isPrefixed = previous && PREFIX.test(previous[0]) && token.index - previous.index - previous[0].length === 1;
  const start = isPrefixed ? previous.index : token.index;
  let end = token.index + token[0].length;
  if (GROUP.test(token[0]) || isPrefixed) {
    for (const next of tokens.slice(at + 1)) {
      if (!GROUP.test(next[0]) || next.index - end !== 1) break;
      end = next.index + next[0].length;
    }
  }
  const span = { line: place.line, from: place.from + start, to: place.from + end };
  const bare = textOf(span).replace(/[./\-–_#*]+$/, '');
  if (bare.length > MAX_LENGTH || isCurrencyBefore(text, start)) return null;
  const identifier = { ...span, to: span.from + bare.length };
  return isWithinDate(identifier, place, context) ? null : identifier;
}

function isCurrencyBefore(text: string, start: number): boolean {
  return /[₩$€£¥]\s?$/.test(text.slice(0, start));
}

/** `2024-4622` is a number, `2024-04-22` may be; what has another form of a date is one. */
function isWithinDate(span: TextSpan, place: TextSpan, { style }: FieldsContext): boolean {
  const [date] = datesIn(place, style, false);
  return date !== undefined && date.span.from <= span.from && date.span.to >= span.to;
}

function formScore(span: TextSpan, { style }: FieldsContext): number {
  const text = textOf(span);
  let score = 0;
  if (text.replace(/[^\p{L}\p{N}]/gu, '').length < 3) score += SHORT;
  if (/^[\d.,]*[.,]\d{2}$/.test(text)) score += DECIMALS;
  const [date] = datesIn(span, style, false);
  if (date && date.span.to - date.span.from >= text.length) score += DATE_LIKE;
  return score + LETTERS_ONLY_PREFIX;
}

/** `No` as the header of a table's first column numbers its rows. */
function columnLoss({ labels }: FieldsContext, label: FoundLabel): number {
  const columns = labelsOfKind(labels.on(label.line), 'column').filter(({ label: other }) => other !== label);
  return columns.length >= 2 && keyOf(label.text).length <= 6 ? OTHER_COLUMN : 0;
}

function toCandidate(span: TextSpan, label: string, rule: string, score: number): Candidate {
  const value = textOf(span).trim();
  return {
    name: 'document_number',
    label,
    value,
    normalized: value.replace(/\s+/g, ' '),
    type: 'identifier',
    rule,
    spans: [span],
    score,
  };
}
