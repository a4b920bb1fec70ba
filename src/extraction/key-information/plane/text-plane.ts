import type { Location } from '../../extraction.types.js';
import { boundsOf } from '../../layout/geometry.js';
import type { BoundingBox, Word } from '../../layout/layout.types.js';

/** A word of a page or of a sheet; of a sheet with the address of its cell. */
export interface PlaneWord extends Word {
  cell?: string;
}

/** Words without a wide gap, or those of one line of a cell: what stands in one column. */
export interface Segment {
  bbox: BoundingBox;
  /** Indexes into the words of its line; `end` is the one behind the last. */
  first: number;
  end: number;
  /** Where it begins and ends in the text of its line. */
  from: number;
  to: number;
}

/** What stands on one level over the whole width, from left to right. */
export interface PlaneLine {
  plane: TextPlane;
  /** Its place among the lines of its plane, from 0. */
  index: number;
  words: readonly PlaneWord[];
  segments: readonly Segment[];
  /** Words joined by a space, segments by {@link SEGMENT_BREAK}. */
  text: string;
  /** Where each word begins in `text`. */
  starts: readonly number[];
  bbox: BoundingBox;
}

/**
 * A page or a sheet as lines of words with boxes. Cells of a sheet are laid out as if they were printed, so that one way
 * of looking for labels and values serves text layers, OCR and workbooks.
 */
export interface TextPlane {
  /** Its place among the planes of the document, from 0. */
  index: number;
  place: { page: number } | { sheet: string };
  /** The usual height of its letters; all distances are told in it. */
  letterHeight: number;
  bbox: BoundingBox;
  lines: PlaneLine[];
  /** Read by OCR: letters may be mistaken for others. */
  isRecognised: boolean;
}

/** A part of a line. */
export interface TextSpan {
  line: PlaneLine;
  from: number;
  to: number;
}

/** Sets segments apart in a line's text: no value reaches over it. */
export const SEGMENT_BREAK = '\t';

export function textOf({ line, from, to }: TextSpan): string {
  return line.text.slice(from, to);
}

/** The words that a span touches. */
export function wordsOf({ line, from, to }: TextSpan): readonly PlaneWord[] {
  const first = Math.max(0, wordIndexAt(line, from));
  const words: PlaneWord[] = [];
  for (let index = first; index < line.words.length; index += 1) {
    const word = line.words[index];
    const start = line.starts[index] ?? 0;
    if (!word || start >= to) break;
    if (start + word.text.length > from) words.push(word);
  }
  return words;
}

export function boxOf(span: TextSpan): BoundingBox {
  const words = wordsOf(span);
  return words.length > 0 ? boundsOf(words) : span.line.bbox;
}

/** Where a value stands that is made up of these spans, all on one plane. */
export function locationOf(spans: readonly TextSpan[]): Location {
  const plane = spans[0]?.line.plane;
  if (!plane) throw new Error('A value without a place cannot be located');
  const words = spans.flatMap((span) => wordsOf(span));
  if ('sheet' in plane.place) return { sheet: plane.place.sheet, cell: words[0]?.cell ?? 'A1' };
  return { page: plane.place.page, bbox: boundsOf(words.length > 0 ? words : spans.map(({ line }) => line)) };
}

/** The index of the last word that begins at or before an offset; -1 when there is none. */
export function wordIndexAt(line: PlaneLine, offset: number): number {
  let low = 0;
  let high = line.starts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((line.starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}

export function segmentAt(line: PlaneLine, offset: number): Segment | undefined {
  return line.segments.find(({ from, to }) => offset >= from && offset <= to);
}

export function spanOf(line: PlaneLine, { from, to }: Pick<Segment, 'from' | 'to'>): TextSpan {
  return { line, from, to };
}

/** The mean confidence of the words of spans, 0–1; 1 for what no engine had to guess. */
export function wordConfidence(spans: readonly TextSpan[]): number {
  const words = spans.flatMap((span) => wordsOf(span));
  if (words.length === 0) return 1;
  return words.reduce((sum, { confidence }) => sum + (confidence ?? 1), 0) / words.length;
}
