import { boundsOf, centreOf, heightOf } from '../../layout/geometry.js';
import type { BoundingBox } from '../../layout/layout.types.js';
import type { FoundLabel } from '../labels/find-labels.js';
import { keyOf } from '../labels/label-key.js';
import type { LabelIndex } from '../labels/label-index.js';
import type { Party } from '../labels/labels.types.js';
import { boxOf, type PlaneWord, type TextPlane, type TextSpan } from '../plane/text-plane.js';

/** A word or two above or beside a block that says whose particulars the block holds. */
interface Heading {
  plane: TextPlane;
  party: Party;
  bbox: BoundingBox;
  /** Written downwards beside its block. */
  isUpright: boolean;
}

/** A heading speaks for what stands at most so far (in letter heights) below it. */
const REACH = 26;
/** Particulars may begin so far (in letter heights) to the left of their heading. */
const LEFT_REACH = 3;
const UPRIGHT_MARGIN = 4;
/** Letters of an upright heading: what one line of it may hold. */
const MAX_UPRIGHT_LENGTH = 3;
/** Labels of particulars that both parties have. */
const SHARED = new Set(['issuer', 'issuer_registration_number', 'address']);

/**
 * Whose particulars stand where: told by headings above or beside the blocks; without them, where a line has the same
 * label twice, the left one is the supplier's.
 */
export class PartySides {
  private readonly headings: Heading[];
  /** Of each plane the left edges of second labels of a kind on one line. */
  private readonly splits = new Map<TextPlane, { top: number; bottom: number; x: number }>();

  constructor(planes: readonly TextPlane[], labels: readonly FoundLabel[], index: LabelIndex) {
    const written = labels.flatMap((label): Heading[] => {
      const party = partyOf(label);
      if (!party || !label.startsSegment || !(label.fillsSegment || label.hasColon)) return [];
      return [{ plane: label.line.plane, party, bbox: boxOf(label), isUpright: false }];
    });
    this.headings = [...written, ...planes.flatMap((plane) => uprightHeadings(plane, index))];
    for (const plane of planes) this.findSplit(plane, labels);
  }

  /** The party that a place belongs to; null when nothing tells. */
  of(span: TextSpan): Party | null {
    return this.byHeading(span) ?? this.bySplit(span);
  }

  private byHeading(span: TextSpan): Party | null {
    const box = boxOf(span);
    const { plane } = span.line;
    const height = plane.letterHeight;
    let nearest: { heading: Heading; distance: number } | undefined;
    for (const heading of this.headings) {
      if (heading.plane !== plane || heading.bbox[0] > box[0] + height * LEFT_REACH) continue;
      const distance = distanceTo(heading, box, height);
      if (distance === null) continue;
      const isCloser = !nearest || distance < nearest.distance - height * 0.8;
      const isAsClose = nearest && Math.abs(distance - nearest.distance) <= height * 0.8;
      if (isCloser || (isAsClose && heading.bbox[0] > (nearest?.heading.bbox[0] ?? 0))) nearest = { heading, distance };
    }
    return nearest?.heading.party ?? null;
  }

  private bySplit(span: TextSpan): Party | null {
    const split = this.splits.get(span.line.plane);
    if (!split) return null;
    const [x, y] = boxOf(span);
    if (y < split.top || y > split.bottom) return null;
    return x >= split.x ? 'recipient' : 'supplier';
  }

  private findSplit(plane: TextPlane, labels: readonly FoundLabel[]): void {
    for (const line of plane.lines) {
      const shared = labels.filter((label) => label.line === line && isShared(label));
      const second = shared.find((label, at) =>
        shared.slice(0, at).some((other) => keyOf(other.text) === keyOf(label.text)),
      );
      if (!second) continue;
      const margin = plane.letterHeight * UPRIGHT_MARGIN;
      const [x, y, , bottom] = boxOf(second);
      const known = this.splits.get(plane);
      const left = x - plane.letterHeight;
      if (!known) this.splits.set(plane, { top: y - margin, bottom: bottom + margin * 2, x: left });
      else this.splits.set(plane, { ...known, bottom: bottom + margin * 2, x: Math.min(known.x, left) });
    }
  }
}

function partyOf(label: FoundLabel): Party | null {
  const meaning = label.meanings.find(({ kind }) => kind === 'party');
  return meaning?.kind === 'party' ? meaning.name : null;
}

function isShared(label: FoundLabel): boolean {
  return label.meanings.some((meaning) => meaning.kind === 'field' && SHARED.has(meaning.name));
}

function distanceTo({ bbox, isUpright }: Heading, box: BoundingBox, height: number): number | null {
  if (isUpright) {
    const margin = height * UPRIGHT_MARGIN;
    const { y } = centreOf(box);
    return y >= bbox[1] - margin && y <= bbox[3] + margin ? 0 : null;
  }
  const distance = box[1] - bbox[1];
  return distance < -height * 0.8 || distance > height * REACH ? null : Math.max(0, distance);
}

/** 공 / 급 / 자 one below the other, as the forms of tax invoices have it. */
function uprightHeadings(plane: TextPlane, index: LabelIndex): Heading[] {
  const columns: PlaneWord[][] = [];
  for (const { words } of plane.lines) {
    for (const word of words) {
      if (word.text.length > MAX_UPRIGHT_LENGTH || !/^\p{Script=Hangul}+$/u.test(word.text)) continue;
      const column = columns.find((one) => isBelow(one.at(-1), word));
      if (column) column.push(word);
      else columns.push([word]);
    }
  }
  return columns.flatMap((column): Heading[] => {
    if (column.length < 2) return [];
    const known = index.get(column.map(({ text }) => text).join(''));
    const meaning = known?.meanings.find(({ kind }) => kind === 'party');
    if (meaning?.kind !== 'party') return [];
    return [{ plane, party: meaning.name, bbox: boundsOf(column), isUpright: true }];
  });
}

function isBelow(above: PlaneWord | undefined, word: PlaneWord): boolean {
  if (!above) return false;
  const height = heightOf(word.bbox);
  const isAligned = Math.abs(centreOf(above.bbox).x - centreOf(word.bbox).x) < height * 0.6;
  const gap = word.bbox[1] - above.bbox[3];
  return isAligned && gap > -height * 0.5 && gap < height * 5;
}
