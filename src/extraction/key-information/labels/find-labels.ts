import { heightOf, widthOf } from '../../layout/geometry.js';
import {
  type PlaneLine,
  type PlaneWord,
  SEGMENT_BREAK,
  segmentAt,
  type TextPlane,
  type TextSpan,
  textOf,
  wordIndexAt,
} from '../plane/text-plane.js';
import { type KeyedText, keyOf, keyWithOffsets } from './label-key.js';
import type { KnownLabel, LabelIndex } from './label-index.js';
import type { LabelMeaning } from './labels.types.js';

/** A label that stands somewhere. */
export interface FoundLabel extends TextSpan {
  text: string;
  meanings: readonly LabelMeaning[];
  /** Where its value may begin: behind colons and the like. */
  valueFrom: number;
  /** A colon or the like follows. */
  hasColon: boolean;
  /** Nothing stands before it in its segment. */
  startsSegment: boolean;
  /** Nothing but signs stands beside it in its segment. */
  fillsSegment: boolean;
  /** Known by likeness only: a letter is wrong. */
  isFuzzy: boolean;
}

/** Gaps (in letter heights) within a label: as a rule, and between single letters that are spaced out. */
const MAX_GAP = 1.6;
const MAX_SPACED_GAP = 5;
/** Words of a label that is known by likeness. */
const MAX_FUZZY_WORDS = 3;
const MAX_FUZZY_LENGTH = 40;
/** Letters mistaken for digits are one or two. */
const MANY_DIGITS = /\d\D*\d\D*\d/;
const SEPARATORS = /^(?:[\s:：.=#|)\]>*]|[-–](?=\s))*/u;
/** A unit or a remark in brackets that belongs to a label: `Total (RM)`, `부가세 (10%)`. */
const REMARK = /^[\s:：]*[([](?=[^()[\]]*[\p{L}%])(?![^()[\]]*\d{3})(?!\s*[주유사재합]\s*\))[^()[\]]{1,24}[)\]]/u;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;
const LETTER = /\p{L}/u;

export function findLabels(planes: readonly TextPlane[], index: LabelIndex): FoundLabel[] {
  return planes.flatMap(({ lines }) => lines.flatMap((line) => labelsOf(line, index)));
}

function labelsOf(line: PlaneLine, index: LabelIndex): FoundLabel[] {
  const keyed = keyWithOffsets(line.text);
  const found: FoundLabel[] = [];
  let free = 0;
  for (let at = 0; at < keyed.key.length; at += 1) {
    const from = keyed.offsets[at] ?? 0;
    if (from < free || !isStart(line.text, keyed, at)) continue;
    const label = longestAt(line, keyed, at, index) ?? fuzzyAt(line, keyed, at, index);
    if (!label) continue;
    found.push(label);
    free = label.to;
  }
  return found;
}

function isStart(text: string, { offsets }: KeyedText, at: number): boolean {
  const offset = offsets[at] ?? 0;
  if (offsets[at - 1] === offset) return false;
  return offset === 0 || !WORD_CHARACTER.test(text.charAt(offset - 1));
}

function longestAt(line: PlaneLine, keyed: KeyedText, at: number, index: LabelIndex): FoundLabel | null {
  let longest: FoundLabel | null = null;
  for (const known of index.startingAt(keyed.key, at)) {
    const span = spanOf(line, keyed, at, known.key.length);
    if (span && isWhole(span) && isTogether(span)) longest = toFound(span, known, false);
  }
  return longest;
}

/** Only of what OCR read, and of whole words: `T0TAL`, `lnvoice No`, `합계금맥`. */
function fuzzyAt(line: PlaneLine, keyed: KeyedText, at: number, index: LabelIndex): FoundLabel | null {
  const from = keyed.offsets[at] ?? 0;
  const first = wordIndexAt(line, from);
  if (!line.plane.isRecognised || line.starts[first] !== from) return null;
  let best: FoundLabel | null = null;
  for (let last = first; last < Math.min(first + MAX_FUZZY_WORDS, line.words.length); last += 1) {
    const end = (line.starts[last] ?? 0) + (line.words[last]?.text.length ?? 0);
    if (end - from > MAX_FUZZY_LENGTH) break;
    const text = line.text.slice(from, end).replace(/[\s:：.]+$/u, '');
    if (text.includes(SEGMENT_BREAK) || MANY_DIGITS.test(text)) break;
    const known = index.resembling(keyOf(text));
    if (known) best = toFound({ line, from, to: from + text.length }, known, true);
  }
  return best;
}

function spanOf(line: PlaneLine, { offsets }: KeyedText, at: number, length: number): TextSpan | null {
  const from = offsets[at];
  const last = offsets[at + length - 1];
  if (from === undefined || last === undefined) return null;
  const to = last + (String.fromCodePoint(line.text.codePointAt(last) ?? 32).length || 1);
  // A sign that reads as several letters must not be cut.
  return offsets[at + length] === last ? null : { line, from, to };
}

/** No letter follows; a digit may (`TOTAL12.50`), but not where a number would be cut. */
function isWhole({ line, to }: TextSpan): boolean {
  return !LETTER.test(line.text.charAt(to));
}

function isTogether(span: TextSpan): boolean {
  const first = wordIndexAt(span.line, span.from);
  const last = wordIndexAt(span.line, span.to - 1);
  for (let at = first + 1; at <= last; at += 1) {
    const previous = span.line.words[at - 1];
    const word = span.line.words[at];
    if (!previous || !word || !isNear(previous, word, span.line.plane)) return false;
  }
  return true;
}

function isNear(previous: PlaneWord, word: PlaneWord, { letterHeight }: TextPlane): boolean {
  if (previous.cell !== word.cell) return false;
  if (word.cell !== undefined) return true;
  const isSpaced = isSingle(previous) && isSingle(word);
  const height = Math.max(heightOf(word.bbox), letterHeight * 0.7, isSpaced ? widthOf(word.bbox) : 0);
  return word.bbox[0] - previous.bbox[2] <= height * (isSpaced ? MAX_SPACED_GAP : MAX_GAP);
}

function isSingle({ text }: PlaneWord): boolean {
  return text.replace(/[:：]$/, '').length === 1;
}

function toFound(span: TextSpan, known: KnownLabel, isFuzzy: boolean): FoundLabel {
  const { line, from, to } = span;
  const segment = segmentAt(line, from);
  const remark = REMARK.exec(line.text.slice(to, to + 40))?.[0].length ?? 0;
  const signs = SEPARATORS.exec(line.text.slice(to + remark, to + remark + 40))?.[0] ?? '';
  const beforeRemark = /^\s*[:：]/u.test(line.text.slice(to, to + 4));
  const before = segment ? line.text.slice(segment.from, from) : '';
  const valueFrom = to + remark + signs.length;
  return {
    ...span,
    text: textOf(span),
    meanings: known.meanings,
    valueFrom,
    hasColon: beforeRemark || /[:：]/u.test(signs),
    startsSegment: !WORD_CHARACTER.test(before),
    fillsSegment:
      !WORD_CHARACTER.test(before) && segmentAt(line, to) !== undefined && valueFrom >= (endOf(line, to) ?? 0),
    isFuzzy,
  };
}

function endOf(line: PlaneLine, offset: number): number | undefined {
  return segmentAt(line, offset)?.to;
}
