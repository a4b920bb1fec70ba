import { heightOf } from '../../layout/geometry.js';
import type { DocumentMetadata } from '../../extraction.types.js';
import { spanOf, type TextSpan, textOf } from '../plane/text-plane.js';
import { type Candidate, labelRule, labelScore } from './candidate.js';
import { isNameLike, tidyName } from './company-name.js';
import { type FieldsContext, labelsOfField } from './fields-context.js';
import { trimmed } from './read-values.js';
import { isCredible } from './value-places.js';

const MAX_TITLE_LENGTH = 150;
const LARGEST_ON_TOP = 0.6;
const MUCH_LARGER = 0.2;
const FIRST_LINE = 0.4;
const TITLE_LINES = 15;
const BY_METADATA = 0.55;

/** What a document is called: by a label, by its largest letters near the top, or by the file's own properties. */
export function titles(context: FieldsContext, metadata: DocumentMetadata): Candidate[] {
  return [
    ...labelledTexts(context, 'title'),
    ...largestOnTop(context),
    ...byMetadata(context, 'title', metadata.title),
  ];
}

export function authors(context: FieldsContext, metadata: DocumentMetadata): Candidate[] {
  return [...labelledTexts(context, 'author').filter(isName), ...byMetadata(context, 'author', metadata.author)];
}

function isName({ normalized }: Candidate): boolean {
  return typeof normalized === 'string' && isNameLike(normalized);
}

function labelledTexts(context: FieldsContext, name: 'title' | 'author'): Candidate[] {
  return labelsOfField(context, name).flatMap(({ label, strength }) => {
    const [place] = context.labels.besides(label);
    if (!place || !isCredible(label) || label.line.plane.index > 0) return [];
    const score = labelScore(label, strength, place.position) - (label.hasColon ? 0 : 0.2);
    return [toCandidate(name, trimmed(place), label.text, labelRule(place.position), score)];
  });
}

function largestOnTop({ planes }: FieldsContext): Candidate[] {
  const [plane] = planes;
  const segments = (plane?.lines ?? []).slice(0, TITLE_LINES).flatMap((line) =>
    line.segments.flatMap((segment) => {
      const span = spanOf(line, segment);
      const text = textOf(span);
      return text.length <= MAX_TITLE_LENGTH && /\p{L}{2}|\p{Script=Hangul}/u.test(text)
        ? [{ span, height: heightOf(segment.bbox) }]
        : [];
    }),
  );
  const [first] = segments;
  if (!plane || !first) return [];
  const largest = segments.reduce((max, one) => (one.height > max.height * 1.05 ? one : max), first);
  const ratio = largest.height / plane.letterHeight;
  if (ratio < 1.15) return [toCandidate('title', trimmed(first.span), '', 'first_line', FIRST_LINE)];
  const score = LARGEST_ON_TOP + (ratio > 1.5 ? MUCH_LARGER : 0);
  return [toCandidate('title', trimmed(largest.span), '', 'largest_letters', score)];
}

/** The file's own properties have no place on a page: the first line stands for it. */
function byMetadata({ planes }: FieldsContext, name: 'title' | 'author', value: string | undefined): Candidate[] {
  const line = planes[0]?.lines[0];
  const text = value?.trim() ?? '';
  if (
    !line ||
    text === '' ||
    /^(?:anonymous|openpyxl|xlsxwriter|administrator|unknown|user|admin|untitled|microsoft word|document\d*|.*\.(?:docx?|xlsx?|pdf|indd|hwp))/i.test(
      text,
    )
  )
    return [];
  const candidate = toCandidate(name, { line, from: 0, to: line.text.length }, '', 'file_properties', BY_METADATA);
  return [{ ...candidate, value: text, normalized: tidyName(text) }];
}

function toCandidate(name: string, span: TextSpan, label: string, rule: string, score: number): Candidate {
  const value = textOf(span);
  const normalized = value.replace(/\s+/g, ' ').trim();
  return { name, label, value, normalized, type: 'text', rule, spans: [span], score };
}
