import { boundsOf, heightOf, widthOf } from './geometry.js';
import type { BoundingBox, Line } from './layout.types.js';
import { groupLines, textHeight } from './lines.js';

/** Gutters are looked for in this part of the width: margins are none. */
const SEARCHED = { from: 0.15, to: 0.85 };
const BINS = 240;
/** Lines that a column must have; fewer are a heading beside another, or a form. */
const MIN_COLUMN_LINES = 4;
/** Running text fills its column: the median line must be at least this share of the column's width. */
const FULL_LINE = 0.55;
/** The narrowest column of running text, in letter heights. */
const MIN_COLUMN_WIDTH = 7;
/** Lines across the gutter (headings, figures' captions) may be this share of all at most. */
const MAX_CROSSING = 0.35;
const MAX_DEPTH = 5;

/**
 * The parts of a page in the order in which they are read, each to be read from top to bottom: columns of running text
 * one after the other, what spans them in between. A recursive cut at white gaps (Nagy & Seth's XY-cut, 1984), which takes
 * a gap for a gutter only where full lines stand on both sides, so that forms and tables are read by rows.
 */
export function readingRegions<T extends Line>(segments: readonly T[], depth = 0): T[][] {
  const gutter = depth < MAX_DEPTH && segments.length >= MIN_COLUMN_LINES * 2 ? findGutter(segments) : null;
  if (gutter === null) return [[...segments]];
  const regions: T[][] = [];
  let rows: T[] = [];
  for (const { left, right, spanning } of bandsOf(segments, gutter)) {
    if (spanning.length > 0 || !areColumns(left, right)) {
      rows.push(...spanning, ...left, ...right);
      continue;
    }
    if (rows.length > 0) regions.push(rows);
    rows = [];
    regions.push(...readingRegions(left, depth + 1), ...readingRegions(right, depth + 1));
  }
  return rows.length > 0 ? [...regions, rows] : regions;
}

interface Band<T> {
  left: T[];
  right: T[];
  spanning: T[];
}

/** The middle of the gap that the fewest lines cross, or null when none is wide and empty enough. */
function findGutter(segments: readonly Line[]): number | null {
  const [x0, , x1] = boundsOf(segments);
  const binWidth = (x1 - x0) / BINS;
  if (binWidth <= 0) return null;
  const cover = new Array<number>(BINS).fill(0);
  for (const { bbox } of segments) {
    const last = Math.min(BINS - 1, Math.floor((bbox[2] - x0) / binWidth));
    for (let bin = Math.max(0, Math.floor((bbox[0] - x0) / binWidth)); bin <= last; bin += 1) {
      cover[bin] = (cover[bin] ?? 0) + 1;
    }
  }
  const searched = cover.slice(Math.floor(BINS * SEARCHED.from), Math.ceil(BINS * SEARCHED.to));
  const least = Math.min(...searched);
  if (least > (segments.length / 2) * MAX_CROSSING) return null;
  const run = longestRun(searched, least);
  if (run.length * binWidth < textHeight(segments) * 0.6) return null;
  return x0 + (Math.floor(BINS * SEARCHED.from) + run.start + run.length / 2) * binWidth;
}

function longestRun(values: readonly number[], wanted: number): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = -1;
  for (let index = 0; index <= values.length; index += 1) {
    if (values[index] === wanted) {
      if (start < 0) start = index;
    } else if (start >= 0) {
      if (index - start > best.length) best = { start, length: index - start };
      start = -1;
    }
  }
  return best;
}

/** Cuts the page at the lines that cross the gutter. */
function bandsOf<T extends Line>(segments: readonly T[], gutter: number): Band<T>[] {
  const bands: Band<T>[] = [];
  for (const row of groupLines(segments)) {
    const isSpanning = row.some(({ bbox }) => bbox[0] < gutter && bbox[2] > gutter);
    let band = bands.at(-1);
    if (!band || band.spanning.length > 0 !== isSpanning) bands.push((band = { left: [], right: [], spanning: [] }));
    if (isSpanning) band.spanning.push(...row);
    else for (const segment of row) (segment.bbox[2] <= gutter ? band.left : band.right).push(segment);
  }
  return bands;
}

function areColumns(left: readonly Line[], right: readonly Line[]): boolean {
  if (left.length < MIN_COLUMN_LINES || right.length < MIN_COLUMN_LINES) return false;
  const a = boundsOf(left);
  const b = boundsOf(right);
  return isRunningText(left, a) && isRunningText(right, b);
}

function isRunningText(lines: readonly Line[], box: BoundingBox): boolean {
  const height = textHeight(lines);
  if (widthOf(box) < height * MIN_COLUMN_WIDTH || heightOf(box) <= 0) return false;
  const full = lines.filter(({ bbox }) => widthOf(bbox) >= widthOf(box) * FULL_LINE).length;
  return full * 2 >= lines.length;
}
