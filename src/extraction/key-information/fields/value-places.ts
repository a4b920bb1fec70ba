import { heightOf } from '../../layout/geometry.js';
import type { BoundingBox } from '../../layout/layout.types.js';
import type { FoundLabel } from '../labels/find-labels.js';
import { keyOf } from '../labels/label-key.js';
import type { ItemColumn } from '../labels/labels.types.js';
import { boxOf, type PlaneLine, type TextPlane, type TextSpan, textOf, wordsOf } from '../plane/text-plane.js';

/** How a value stands to its label: behind it in one run of text, in the next column, or below it. */
export type Position = 'inline' | 'beside' | 'below';

export interface ValuePlace extends TextSpan {
  position: Position;
}

/** A value stands at most so far (in letter heights) below its label, and that many lines. */
const MAX_DROP = 2.6;
const MAX_LINES_BELOW = 3;
/** Shorter labels are too often words of a sentence. */
const MIN_PLAIN_LENGTH = 3;
const CONTENT = /[\p{L}\p{N}]/u;

/** All labels of a document by the line they stand on, for the question where a value ends. */
export class LabelMap {
  private readonly byLine = new Map<PlaneLine, FoundLabel[]>();

  constructor(readonly labels: readonly FoundLabel[]) {
    for (const label of labels) {
      const onLine = this.byLine.get(label.line);
      if (onLine) onLine.push(label);
      else this.byLine.set(label.line, [label]);
    }
  }

  on(line: PlaneLine): readonly FoundLabel[] {
    return this.byLine.get(line) ?? [];
  }

  /** Where the next thing begins that is a label rather than a word of a value. */
  nextAfter(line: PlaneLine, from: number): number {
    const next = this.on(line).find((label) => label.from >= from && isCredible(label));
    return next ? next.from : line.text.length;
  }

  /** Where the value of a label may stand, the likeliest place first. */
  placesOf(label: FoundLabel): ValuePlace[] {
    const places = this.besides(label);
    const below = this.below(label);
    return below ? [...places, below] : places;
  }

  /** The rest of the label's own segment, then the segments to its right, up to the next label. */
  besides(label: FoundLabel): ValuePlace[] {
    const end = this.nextAfter(label.line, label.valueFrom);
    return label.line.segments.flatMap(({ from, to }): ValuePlace[] => {
      if (to <= label.valueFrom || from >= end) return [];
      const isOwn = from < label.valueFrom;
      const place = {
        line: label.line,
        from: Math.max(from, label.valueFrom),
        to: Math.min(to, end),
        position: isOwn ? ('inline' as const) : ('beside' as const),
      };
      return CONTENT.test(textOf(place)) ? [place] : [];
    });
  }

  /** The first segment below the label that stands in its column, unless it is a label itself. */
  below(label: FoundLabel): ValuePlace | null {
    if (this.isColumnHeader(label)) return null;
    const box = boxOf(label);
    const { plane, index } = label.line;
    for (const line of plane.lines.slice(index + 1, index + 1 + MAX_LINES_BELOW)) {
      if (line.bbox[1] - box[3] > plane.letterHeight * MAX_DROP) return null;
      const segment = line.segments.find(({ bbox }) => isInColumn(box, bbox, plane));
      if (!segment) continue;
      const next = this.nextAfter(line, segment.from);
      if (next === segment.from) return null;
      const place = { line, from: segment.from, to: Math.min(segment.to, next), position: 'below' as const };
      if (CONTENT.test(textOf(place))) return place;
    }
    return null;
  }

  /** Whether a label heads a column of line items: below it stands the first item's value, not the document's. */
  isColumnHeader(label: FoundLabel): boolean {
    const columns = new Set(
      this.on(label.line).flatMap((other) =>
        other === label ? [] : other.meanings.flatMap((meaning) => (meaning.kind === 'column' ? [meaning.name] : [])),
      ),
    );
    const telling = ['description', 'quantity', 'unit_price'].filter((name) => columns.has(name as ItemColumn));
    return telling.length >= 2 || columns.has('description');
  }
}

/** Whether a label is one rather than a word that happens to stand in a sentence or a name. */
export function isCredible(label: FoundLabel): boolean {
  if (label.hasColon) return true;
  if (label.isFuzzy) return label.startsSegment;
  return label.startsSegment && keyOf(label.text).length >= MIN_PLAIN_LENGTH - (isHangul(label.text) ? 1 : 0);
}

function isHangul(text: string): boolean {
  return /\p{Script=Hangul}/u.test(text);
}

/** Boxes that share part of the width, or begin at the same place. */
export function isInColumn(above: BoundingBox, below: BoundingBox, { letterHeight }: TextPlane): boolean {
  const shared = Math.min(above[2], below[2]) - Math.max(above[0], below[0]);
  return shared > 0 || Math.abs(above[0] - below[0]) < letterHeight * 0.7;
}

/** How many times the usual height of its plane's letters a span is. */
export function sizeOf(span: TextSpan): number {
  const heights = wordsOf(span).map(({ bbox }) => heightOf(bbox));
  const mean = heights.reduce((sum, height) => sum + height, 0) / Math.max(1, heights.length);
  return mean / span.line.plane.letterHeight;
}
