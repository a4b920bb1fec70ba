import type { FoundLabel } from '../labels/find-labels.js';
import { keyOf } from '../labels/label-key.js';
import { DOCUMENT_TYPES, type DocumentType } from '../labels/labels.types.js';
import { boxOf, type TextPlane, type TextSpan } from '../plane/text-plane.js';
import { best, type Candidate } from './candidate.js';
import { type FieldsContext, labelsOfKind } from './fields-context.js';
import { sizeOf } from './value-places.js';

const TITLE = 0.72;
const LARGE = 0.18;
const LARGER_THAN = 1.2;
const IN_TOP_QUARTER = 0.08;
/** A stub or slip at the foot bears a name of its own. */
const BELOW_MIDDLE = -0.25;
const PART_OF_LINE = -0.25;
const IN_SENTENCE = -0.42;
const LATER_PAGE = -0.2;
/** Of several titles the one that says more. */
const PRIORITY: Record<Exclude<DocumentType, 'other'>, number> = {
  tax_invoice: 0.04,
  invoice: 0.02,
  receipt: 0.01,
  quotation: 0.02,
  statement: 0,
  report: -0.05,
};
const BY_SIGNS = 0.5;
const MAX_TITLE_WORDS = 6;

export interface FoundDocumentType {
  type: DocumentType;
  candidate: Candidate;
}

/** What a document is: what it calls itself in the largest letters nearest to its top, else what it holds. */
export function findDocumentType(context: FieldsContext): FoundDocumentType | null {
  const titles = labelsOfKind(context.labels.labels, 'document_type').flatMap(({ label, meaning }) => {
    const score = titleScore(label) + PRIORITY[meaning.name];
    return score > 0 ? [toTypeCandidate(meaning.name, label, label.text, 'title', score)] : [];
  });
  const signs = bySigns(context);
  const found = best([...titles, ...signs]);
  if (found && found.score >= 0.35) return { type: typeOf(found), candidate: found };
  const [plane] = context.planes;
  const [line] = plane?.lines ?? [];
  if (!line) return null;
  const span = { line, from: 0, to: line.text.length };
  return { type: 'other', candidate: toTypeCandidate('other', span, '', 'no_known_title', 0.4) };
}

function typeOf({ normalized }: Candidate): DocumentType {
  return DOCUMENT_TYPES.find((type) => type === normalized) ?? 'other';
}

function titleScore(label: FoundLabel): number {
  const { plane } = label.line;
  let score = TITLE;
  if (!label.fillsSegment) score += label.startsSegment || endsSegment(label) ? PART_OF_LINE : IN_SENTENCE;
  if (label.hasColon) score += PART_OF_LINE;
  if (sizeOf(label) > LARGER_THAN) score += LARGE;
  if (isNearTop(label, plane)) score += IN_TOP_QUARTER;
  if (isBelowMiddle(label, plane)) score += BELOW_MIDDLE;
  if (plane.index > 0) score += LATER_PAGE;
  if (label.isFuzzy) score -= 0.1;
  return score - Math.min(0.1, label.line.index * 0.002) - (keyOf(label.text).length < 4 ? 0.08 : 0);
}

/** `2026년 1월 거래명세서`: a title with something before it. */
function endsSegment({ line, to, from }: FoundLabel): boolean {
  const segment = line.segments.find((one) => from >= one.from && to <= one.to);
  if (!segment || segment.end - segment.first > MAX_TITLE_WORDS) return false;
  return !/[\p{L}\p{N}]/u.test(line.text.slice(to, segment.to));
}

function isNearTop(span: TextSpan, { bbox }: TextPlane): boolean {
  return boxOf(span)[1] < bbox[1] + (bbox[3] - bbox[1]) / 4;
}

function isBelowMiddle(span: TextSpan, { bbox }: TextPlane): boolean {
  return boxOf(span)[1] > (bbox[1] + bbox[3]) / 2;
}

/** A document without a title is known by its labels: an invoice's number, the cash and change of a receipt. */
function bySigns(context: FieldsContext): Candidate[] {
  const { labels } = context.labels;
  const helper = labelsOfKind(labels, 'helper').find(
    ({ meaning }) => meaning.name === 'change' || meaning.name === 'cash',
  );
  const total = labelsOfKind(labels, 'field').find(
    ({ meaning }) => meaning.name === 'total' && meaning.strength === 'strong',
  );
  const number = labelsOfKind(labels, 'field').find(
    ({ label, meaning }) => meaning.name === 'document_number' && meaning.strength === 'strong' && label.startsSegment,
  );
  const candidates: Candidate[] = [];
  if (helper && total) {
    candidates.push(toTypeCandidate('receipt', helper.label, helper.label.text, 'signs', BY_SIGNS));
  }
  if (number) {
    const type = typeInLabel(context, number.label);
    candidates.push(
      toTypeCandidate(type ?? 'invoice', number.label, number.label.text, 'signs', type ? BY_SIGNS + 0.1 : 0.36),
    );
  }
  return candidates;
}

/** `견적번호` and `Rechnungsnummer` begin with what the document is. */
function typeInLabel({ index }: FieldsContext, { text }: FoundLabel): Exclude<DocumentType, 'other'> | null {
  const key = keyOf(text);
  let found: Exclude<DocumentType, 'other'> | null = null;
  for (const { meanings } of index.startingAt(key, 0)) {
    const meaning = meanings.find(({ kind }) => kind === 'document_type');
    if (meaning?.kind === 'document_type') found = meaning.name;
  }
  return found;
}

export function toTypeCandidate(
  type: DocumentType,
  span: TextSpan,
  label: string,
  rule: string,
  score: number,
): Candidate {
  return {
    name: 'document_type',
    label,
    value: label === '' ? type : label.replace(/\s+/g, ' '),
    normalized: type,
    type: 'text',
    rule,
    spans: [span],
    score: Math.min(score, 0.98),
  };
}
