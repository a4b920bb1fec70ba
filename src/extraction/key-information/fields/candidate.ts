import type { ExtractedField, LineItem, Location, ValueType } from '../../extraction.types.js';
import type { FoundLabel } from '../labels/find-labels.js';
import type { LabelStrength } from '../labels/labels.types.js';
import { locationOf, type TextSpan, wordConfidence } from '../plane/text-plane.js';
import { isCredible, type Position } from './value-places.js';

/** A value that may be a field's, with what speaks for it. */
export interface Candidate {
  name: string;
  /** The label as it is written in the document; empty when the place or the form told. */
  label: string;
  value: string;
  normalized: ExtractedField['normalized'];
  type: ValueType;
  /** What found it, snake_case; docs/key-information.md lists them. */
  rule: string;
  spans: readonly TextSpan[];
  /** Where it stands if not in spans of text: a code, a table. */
  location?: Location;
  items?: LineItem[];
  /** 0–1, before it is lowered for letters that the OCR engine was not certain of. */
  score: number;
}

/** What a value has for certain by the way it stands to its label. */
const BY_POSITION: Record<Position, number> = { inline: 0.9, beside: 0.88, below: 0.8 };
const BY_STRENGTH: Record<LabelStrength, number> = { strong: 0, usual: -0.12 };
const FUZZY = -0.1;
const IN_SENTENCE = -0.25;
const NO_COLON_INLINE = -0.03;
/** What one confirmation takes away of the doubt that is left. */
const CONFIRMATION = 0.6;

export function labelScore(label: FoundLabel, strength: LabelStrength, position: Position): number {
  let score = BY_POSITION[position] + BY_STRENGTH[strength];
  if (label.isFuzzy) score += FUZZY;
  if (!isCredible(label)) score += IN_SENTENCE;
  else if (position === 'inline' && !label.hasColon) score += NO_COLON_INLINE;
  return score;
}

/** Raises a score because something independent says the same: a checksum, a sum that comes out. */
export function confirmed(score: number, times = 1): number {
  return 1 - (1 - score) * (1 - CONFIRMATION) ** times;
}

/** The name of the rule by which a label led to a value. */
export function labelRule(position: Position): string {
  return position === 'below' ? 'label_above' : position === 'beside' ? 'label_beside' : 'label';
}

/** The best one; of equals the first. */
export function best<T extends { score: number }>(candidates: readonly T[]): T | undefined {
  let found: T | undefined;
  for (const candidate of candidates) if (!found || candidate.score > found.score) found = candidate;
  return found;
}

export function toField(candidate: Candidate): ExtractedField {
  const { name, label, value, normalized, type, rule, spans, location, items, score } = candidate;
  const confidence = Math.min(0.99, Math.max(0.01, score)) * wordConfidence(spans);
  return {
    name,
    label,
    value,
    normalized,
    type,
    confidence: Math.round(confidence * 1000) / 1000,
    rule,
    location: location ?? locationOf(spans),
    ...(items && { items }),
  };
}
