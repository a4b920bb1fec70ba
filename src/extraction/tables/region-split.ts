import { bottom, boundsOf, columnsIn, firstRows, type Grid, type Region, rowCount, type RowRun, top } from './grid.js';
import { isHeaderRow } from './header-row.js';

/** More pieces than this are no tables but scattered cells; such a sheet is left whole. */
const MAX_REGIONS = 200;
const MAX_DEPTH = 8;

/**
 * The blocks of a sheet that empty rows and empty columns set apart, in reading order. Blocks of the same columns, one
 * below the other, of which the lower has no header of its own are one table with a gap.
 */
export function splitRegions(grid: Grid): Region[] {
  const whole = grid.region;
  if (!whole) return [];
  const pieces = joinContinuations(split(whole, 0));
  if (pieces.length > MAX_REGIONS) return [whole];
  return pieces.sort((a, b) => top(a) - top(b) || a.left - b.left);
}

function split(region: Region, depth: number): Region[] {
  if (depth === MAX_DEPTH) return [region];
  const bands = bandsOf(region.runs).map((runs) => boundsOf(runs, region.left, region.right));
  const pieces = bands.length > 1 ? bands : columnRuns(region).map(([l, r]) => boundsOf(region.runs, l, r));
  if (pieces.length <= 1 || pieces.length > MAX_REGIONS) return [region];
  return pieces.filter((piece) => piece !== null).flatMap((piece) => split(piece, depth + 1));
}

/** What empty rows set apart. */
function bandsOf(runs: readonly RowRun[]): RowRun[][] {
  const bands: RowRun[][] = [];
  let next: number | undefined;
  for (const run of runs) {
    const band = bands.at(-1);
    if (band && run.number === next) band.push(run);
    else bands.push([run]);
    next = run.last + 1;
  }
  return bands;
}

function columnRuns(region: Region): [number, number][] {
  const used = new Set<number>();
  for (const { columns } of region.runs) {
    for (const column of columnsIn(columns, region)) used.add(column);
  }
  const runs: [number, number][] = [];
  for (const column of [...used].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && column === run[1] + 1) run[1] = column;
    else runs.push([column, column]);
  }
  return runs;
}

function joinContinuations(regions: Region[]): Region[] {
  const joined: Region[] = [];
  for (const region of regions) {
    const above = joined.find(
      (other) => other.left === region.left && other.right === region.right && bottom(other) === top(region) - 2,
    );
    const isContinuation = above && rowCount(above) > 1 && !isHeaderRow(firstRows(region), region);
    if (isContinuation) above.runs = [...above.runs, ...region.runs];
    else joined.push(region);
  }
  return joined;
}
