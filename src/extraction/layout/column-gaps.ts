import { FIGURE } from './found-table.js';
import { boundsOf, centreOf } from './geometry.js';
import type { BoundingBox, Line, Word } from './layout.types.js';

export const MIN_ROWS = 3;
/** A gap between columns, in letter heights. */
export const COLUMN_GAP = 0.5;
/** So many rows (headings over several columns) may reach across a gap between columns, one in any longer table. */
const MAX_CROSSING = 0.2;
/** A gap that only figures before it make one between columns, and how many rows must have it. */
const CLOSE_GAP = 0.35;
const MIN_CLOSE_ROWS = 6;
const MIN_FIGURES = 0.75;
const MIN_ALONE = 2;
/** Points in which such a gap is measured. */
const FINE = 0.25;
/** How finely the width of a run of rows is looked at. */
const MAX_STEPS = 5000;

export interface Row {
  segments: Line[];
  bbox: BoundingBox;
}

/**
 * The middles of the vertical gaps: those that no row reaches across, or nearly none where that tells more columns; and
 * those that are as narrow as a space, yet part a column of figures from the next all the way down.
 */
export function columnGaps(run: readonly Row[], height: number): { gaps: number[]; close: number[] } {
  const segments = run.flatMap((row) => row.segments);
  const clear = gapsCrossedBy(segments, 0, height * COLUMN_GAP);
  const allowed = run.length > MIN_ROWS ? Math.max(1, Math.floor(run.length * MAX_CROSSING)) : 0;
  const nearly = gapsCrossedBy(segments, allowed, height * COLUMN_GAP);
  const wide = nearly.length > clear.length ? nearly : clear;
  const close = run.length < MIN_CLOSE_ROWS ? [] : closeGaps(run, wide, height);
  return { gaps: [...wide, ...close].sort((a, b) => a - b), close };
}

function closeGaps(run: readonly Row[], wide: readonly number[], height: number): number[] {
  const words = run.flatMap(({ segments }) => segments.flatMap((segment) => segment.words));
  return gapsCrossedBy(words, 0, height * CLOSE_GAP, FINE).filter(
    (gap) => wide.every((other) => Math.abs(other - gap) > height) && endsFigures(run, gap, height),
  );
}

/**
 * Whether figures stand left of a gap and other words right of it: below two headings, or, where a table goes on without
 * any, missing in some rows. A unit after every figure is no column.
 */
function endsFigures(run: readonly Row[], gap: number, height: number): boolean {
  const [heading, ...rows] = run;
  const parted = rows.flatMap((row) => wordBefore(row, gap) ?? []);
  const alone = run.filter(({ segments }) =>
    segments.some(({ bbox, words }) => Math.abs(gap - bbox[2]) < height && FIGURE.test(words.at(-1)?.text ?? '')),
  );
  const isHeaded = heading !== undefined && wordBefore(heading, gap) !== undefined;
  if (parted.length < MIN_ROWS || !(isHeaded || alone.length >= MIN_ALONE)) return false;
  return parted.filter(({ text }) => FIGURE.test(text)).length >= parted.length * MIN_FIGURES;
}

/** The last word left of a gap within a segment that has words right of it too. */
function wordBefore({ segments }: Row, gap: number): Word | undefined {
  const across = segments.find(({ bbox }) => bbox[0] < gap && bbox[2] > gap);
  return across?.words.findLast(({ bbox }) => bbox[2] < gap);
}

function gapsCrossedBy(
  items: readonly { bbox: BoundingBox }[],
  allowed: number,
  minWidth: number,
  fineness = 1,
): number[] {
  const [left, , right] = boundsOf(items);
  // In points; coarser for a page of a size that no page has.
  const step = Math.max(fineness, (right - left) / MAX_STEPS);
  const steps = Math.ceil((right - left) / step);
  const cover = new Array<number>(steps + 1).fill(0);
  for (const { bbox } of items) {
    const last = Math.min(steps, (bbox[2] - left) / step);
    for (let at = Math.floor((bbox[0] - left) / step); at <= last; at += 1) cover[at] = (cover[at] ?? 0) + 1;
  }
  const gaps: number[] = [];
  let start = -1;
  for (let at = 0; at <= steps; at += 1) {
    const isFree = (cover[at] ?? 0) <= allowed;
    if (isFree && start < 0) start = at;
    if (isFree || start < 0) continue;
    if (start > 0 && (at - start) * step >= minWidth) gaps.push(left + ((start + at) / 2) * step);
    start = -1;
  }
  return gaps;
}

/** Which column a box stands in, from 0. */
export function columnOf(gaps: readonly number[], bbox: BoundingBox): number {
  const { x } = centreOf(bbox);
  return gaps.filter((gap) => gap < x).length;
}
