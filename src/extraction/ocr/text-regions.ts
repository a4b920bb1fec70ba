import type { BoundingBox } from '../layout/layout.types.js';
import { type DarkCells, darkCells, toPage } from './dark-pixels.js';
import type { GreyImage } from './grey-image.js';

/** Pixels at 300 dpi that are looked at as one. */
const CELL = 4;
/** A gap between columns of text: a quarter of a letter's height more than between words of justified text. */
const MIN_GUTTER = 32 / CELL;
/** A column has at least so many lines, and this share of the region's width. */
const MIN_LINES = 4;
const MIN_WIDTH = 0.2;
/** Lines stand level when both columns together show at least this share of the lines that one of them shows. */
const LEVEL = 0.75;
/** So much of a gutter may be dirt. */
const DIRT = 0.005;
/** Lower is dirt. */
const MIN_LINE_HEIGHT = 16 / CELL;
/** Blank rows (in line heights) that part a region. */
const PART_GAP = 0.8;
/** More would be noise, and each costs a start of the engine. */
const MAX_REGIONS = 12;

interface Region {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/**
 * Parts a page whose columns do not have their lines level with each other: an engine that takes the page for one block
 * would run their lines together. Columns that are level, as those of tables and forms, stay together. A recursive cut
 * along white space (Nagy and Seth's X-Y cut), upright cuts first. One region is the whole page.
 */
export function textRegions(image: GreyImage, threshold: number): BoundingBox[] {
  const map = darkCells(toPage(image, threshold), CELL);
  const regions = cut(map, { x0: 0, y0: 0, x1: map.width, y1: map.height });
  if (regions.length <= 1 || regions.length > MAX_REGIONS) return [[0, 0, image.width, image.height]];
  const edge = (cell: number, limit: number): number => Math.min(cell * CELL, limit);
  return regions.map(({ x0, y0, x1, y1 }) => [
    edge(x0, image.width),
    edge(y0, image.height),
    edge(x1, image.width),
    edge(y1, image.height),
  ]);
}

/** Beginning and end of every line of a page, in pixels from its top, with half of the blank rows beside it. */
export function lineBands(image: GreyImage, threshold: number): [number, number][] {
  const map = darkCells(toPage(image, threshold), CELL);
  const rows = rowProfile(map, { x0: 0, y0: 0, x1: map.width, y1: map.height });
  const lines = runsOf(rows, (count) => count > 0).filter(([from, to]) => to - from >= MIN_LINE_HEIGHT);
  return lines.map(([from, to], index) => {
    const before = from - Math.min(from - (lines[index - 1]?.[1] ?? 0), to - from) / 2;
    const after = to + Math.min((lines[index + 1]?.[0] ?? map.height) - to, to - from) / 2;
    return [Math.floor(before) * CELL, Math.min(Math.ceil(after) * CELL, image.height)];
  });
}

function cut(map: DarkCells, region: Region): Region[] {
  const gutter = findGutter(map, region);
  if (gutter) {
    return [...cut(map, { ...region, x1: gutter }), ...cut(map, { ...region, x0: gutter })];
  }
  const parts = partsOf(map, region);
  if (parts.length < 2) return [region];
  const regions: Region[] = [];
  let open: Region | null = null;
  for (const part of parts) {
    if (findGutter(map, part)) {
      open = null;
      regions.push(...cut(map, part));
    } else if (open) open.y1 = part.y1;
    else {
      open = { ...part };
      regions.push(open);
    }
  }
  return regions;
}

/** The middle of the widest gap between two columns whose lines are not level; null when there is none. */
function findGutter(map: DarkCells, region: Region): number | null {
  const columns = columnProfile(map, region);
  const allowed = (region.y1 - region.y0) * DIRT;
  const gaps = runsOf(columns, (count) => count <= allowed)
    .filter(([from, to]) => from > 0 && to < columns.length && to - from >= MIN_GUTTER)
    .sort((a, b) => b[1] - b[0] - (a[1] - a[0]));
  const width = columns.length;
  for (const [from, to] of gaps) {
    const middle = Math.round((from + to) / 2);
    if (middle < width * MIN_WIDTH || middle > width * (1 - MIN_WIDTH)) continue;
    const at = region.x0 + middle;
    const left = lineCount(map, { ...region, x1: at });
    const right = lineCount(map, { ...region, x0: at });
    if (Math.min(left, right) < MIN_LINES) continue;
    if (lineCount(map, region) < Math.max(left, right) * LEVEL) return at;
  }
  return null;
}

function lineCount(map: DarkCells, region: Region): number {
  return runsOf(rowProfile(map, region), (count) => count > 0).length;
}

/** The region parted at wide blank rows, blank rows included. */
function partsOf(map: DarkCells, region: Region): Region[] {
  const rows = rowProfile(map, region);
  const lines = runsOf(rows, (count) => count > 0);
  const heights = lines.map(([from, to]) => to - from).sort((a, b) => a - b);
  const wanted = (heights[Math.floor(heights.length / 2)] ?? 0) * PART_GAP;
  const parts: Region[] = [];
  let start = region.y0;
  for (const [index, [, to]] of lines.entries()) {
    const next = lines[index + 1]?.[0];
    if (next === undefined || next - to < wanted) continue;
    const at = region.y0 + Math.round((to + next) / 2);
    parts.push({ ...region, y0: start, y1: at });
    start = at;
  }
  return [...parts, { ...region, y0: start }];
}

function columnProfile({ cells, width }: DarkCells, { x0, y0, x1, y1 }: Region): Uint32Array {
  const profile = new Uint32Array(x1 - x0);
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) profile[x - x0] = (profile[x - x0] ?? 0) + (cells[y * width + x] ?? 0);
  }
  return profile;
}

function rowProfile({ cells, width }: DarkCells, { x0, y0, x1, y1 }: Region): Uint32Array {
  const profile = new Uint32Array(y1 - y0);
  for (let y = y0; y < y1; y += 1) {
    let sum = 0;
    for (let x = x0; x < x1; x += 1) sum += cells[y * width + x] ?? 0;
    profile[y - y0] = sum;
  }
  return profile;
}

/** Beginning and end (exclusive) of every run of values that pass. */
function runsOf(values: Uint32Array, passes: (value: number) => boolean): [number, number][] {
  const runs: [number, number][] = [];
  let from = -1;
  for (let index = 0; index <= values.length; index += 1) {
    const value = values[index];
    const inside = value !== undefined && passes(value);
    if (inside && from < 0) from = index;
    if (!inside && from >= 0) {
      runs.push([from, index]);
      from = -1;
    }
  }
  return runs;
}
