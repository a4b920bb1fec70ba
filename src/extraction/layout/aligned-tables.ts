import { boundsOf, heightOf, median, widthOf } from './geometry.js';
import { COLUMN_GAP, columnGaps, columnOf, MIN_ROWS, type Row } from './column-gaps.js';
import { FIGURE, type FoundTable, type TableCell, toFoundTable } from './found-table.js';
import type { BoundingBox, Line, Rule, Word } from './layout.types.js';
import { groupLines, textHeight } from './lines.js';
import { settleSpanningCells } from './spanning-cells.js';
import { tableConfidence } from './table-confidence.js';

/** A gap between rows (in letter heights) that ends a table; a larger one is allowed where strokes are drawn. */
const ROW_GAP = 1.6;
const RULED_ROW_GAP = 3;
const WRAPPED_GAP = 0.5;
/** So much wider than the usual gap between its rows is the one below a table. */
const GAP_STEP = 1.5;
/** The mean share of a row's cells that hold something. */
const MIN_FILLED = 0.55;
/** Longer cells are running text. */
const MAX_CELL_LENGTH = 45;
const BULLET = /^(?:[^\p{L}\p{N}]{1,2}|\(?[\p{L}\p{N}]{1,3}[.)])$/u;

/**
 * Tables without a stroke around every cell: rows that stand close below each other, with gaps that run through nearly
 * all of them. What has no figures must have strokes above and below, or it is taken for text.
 */
export function findAlignedTables(segments: readonly Line[], rules: readonly Rule[]): FoundTable[] {
  const height = textHeight(segments.flatMap(({ words }) => words));
  const rows = groupLines(segments).map((row) => ({ segments: row, bbox: boundsOf(row) }));
  return runsOf(rows, rules, height)
    .flatMap(splitAtGaps)
    .flatMap((run) => tableOf(run, rules, height) ?? []);
}

/** Rows of several segments one below the other; a row of one segment may stand among them. */
function runsOf(rows: readonly Row[], rules: readonly Rule[], height: number): Row[][] {
  const runs: Row[][] = [];
  let run: Row[] = [];
  const endRun = (): void => {
    while (run.at(-1)?.segments.length === 1 && !isWrapped(run.at(-2), run.at(-1), height)) run.pop();
    if (run.length >= MIN_ROWS) runs.push(run);
    run = [];
  };
  for (const row of rows) {
    const previous = run.at(-1);
    if (previous && !follows(previous, row, rules, height)) endRun();
    if (row.segments.length > 1) run.push(row);
    else if (run.length > 0 && previous?.segments.length !== 1 && widthOf(row.bbox) < widthOf(boundsOf(run)) / 2)
      run.push(row);
    else endRun();
  }
  endRun();
  return runs;
}

/** Whether a row stands close below another and not in its first column: it goes on with a cell of that row. */
function isWrapped(above: Row | undefined, row: Row | undefined, height: number): boolean {
  if (!above || !row) return false;
  return row.bbox[1] - above.bbox[3] < height * WRAPPED_GAP && row.bbox[0] > above.bbox[0] + height;
}

/** A gap much wider than the others parts two tables, one right below the other. */
function splitAtGaps(run: readonly Row[]): Row[][] {
  const gaps = run.slice(1).map((row, index) => row.bbox[1] - (run[index]?.bbox[3] ?? 0));
  const wide = median(gaps) * GAP_STEP + 3;
  const cut = gaps.findIndex((gap, index) => gap > wide && index + 1 >= MIN_ROWS && run.length - index - 1 >= MIN_ROWS);
  return cut < 0 ? [[...run]] : [run.slice(0, cut + 1), ...splitAtGaps(run.slice(cut + 1))];
}

function follows(previous: Row, row: Row, rules: readonly Rule[], height: number): boolean {
  const gap = row.bbox[1] - previous.bbox[3];
  if (gap <= height * ROW_GAP) return true;
  return (
    gap <= height * RULED_ROW_GAP &&
    strokesAcross([row.bbox[0], previous.bbox[3], row.bbox[2], row.bbox[1]], rules, 2) > 0
  );
}

function tableOf(run: readonly Row[], rules: readonly Rule[], height: number): FoundTable | null {
  const bbox = boundsOf(run);
  const { gaps, close } = columnGaps(run, height);
  if (gaps.length === 0) return null;
  const cells = run.flatMap(({ segments }, row) =>
    segments.flatMap(({ words }) =>
      partsOf(words, gaps, close, height).map((part): TableCell => ({
        row,
        column: columnOf(gaps, boundsOf(part)),
        words: part,
      })),
    ),
  );
  const table = toFoundTable(
    joinColumns(joinWrapped(settleSpanningCells(cells, height), run, height), gaps.length + 1),
    bbox,
    'aligned',
  );
  const isStroked = strokesAcross(bbox, rules, height * 1.5) >= 2;
  if (!table || !isPlausible(table, isStroked)) return null;
  return { ...table, confidence: tableConfidence(table, isStroked ? 'stroked' : 'aligned') };
}

/** A segment may hold two cells that stand close; it is parted at gaps between columns where its words leave room. */
function partsOf(words: readonly Word[], gaps: readonly number[], close: readonly number[], height: number): Word[][] {
  const parts: Word[][] = [];
  let previous: Word | undefined;
  for (const word of words) {
    const isSame = previous && columnOf(gaps, previous.bbox) === columnOf(gaps, word.bbox);
    const isClose = previous && word.bbox[0] - previous.bbox[2] < height * COLUMN_GAP;
    const isParted = previous && columnOf(close, previous.bbox) !== columnOf(close, word.bbox);
    if (isSame || (isClose && !isParted)) parts.at(-1)?.push(word);
    else parts.push([word]);
    previous = word;
  }
  return parts;
}

/** Neighbouring columns that no row fills both of are one: its header stands to the left, its figures to the right. */
function joinColumns(cells: readonly TableCell[], count: number): TableCell[] {
  const rowsOf = Array.from(
    { length: count },
    (_, column) => new Set(cells.filter((cell) => cell.column === column).map(({ row }) => row)),
  );
  const home: number[] = [];
  for (const [column, rows] of rowsOf.entries()) {
    const before = home[column - 1];
    const joined = before === undefined ? undefined : rowsOf[before];
    if (before !== undefined && joined && ![...rows].some((row) => joined.has(row))) {
      home.push(before);
      for (const row of rows) joined.add(row);
    } else home.push(column);
  }
  return cells.map((cell) => ({
    ...cell,
    column: home[cell.column] ?? cell.column,
    ...(cell.lastColumn !== undefined && { lastColumn: home[cell.lastColumn] ?? cell.lastColumn }),
  }));
}

/** A line that fills one cell beyond the first column, close below its row, goes on with that cell. */
function joinWrapped(cells: readonly TableCell[], run: readonly Row[], height: number): TableCell[] {
  const home = run.map((_, index) => index);
  for (const [index, row] of run.entries()) {
    const above = run[index - 1];
    const columns = new Set(cells.filter((cell) => cell.row === index).map(({ column }) => column));
    const isClose = isWrapped(above, row, height);
    if (isClose && columns.size === 1 && !columns.has(0)) home[index] = home[index - 1] ?? index;
  }
  return cells.map((cell) => ({ ...cell, row: home[cell.row] ?? cell.row }));
}

function isPlausible({ rows }: FoundTable, isStroked: boolean): boolean {
  const columns = rows[0]?.length ?? 0;
  const cells = rows.flat();
  const filled = cells.filter((text) => text !== '');
  if (rows.length < MIN_ROWS || filled.length < cells.length * MIN_FILLED) return false;
  const lengths = filled.reduce((sum, text) => sum + text.length, 0);
  if (lengths / filled.length > MAX_CELL_LENGTH) return false;
  if (shareOf(rows, 0, BULLET) > 0.5 && columns === 2) return false;
  if (isStroked) return true;
  const figures = Array.from({ length: columns }, (_, column) => shareOf(rows, column, FIGURE));
  const isFilled = rows.filter((row) => (row[1] ?? '') !== '').length >= rows.length * 0.6;
  if (columns === 2) return rows.length > MIN_ROWS && isFilled && (figures[0] ?? 0) < 0.5 && (figures[1] ?? 0) >= 0.75;
  return figures.filter((share) => share >= 0.5).length >= 1;
}

/** How much of what stands in a column looks like `pattern`. */
function shareOf(rows: readonly string[][], column: number, pattern: RegExp): number {
  const values = rows.map((row) => row[column] ?? '').filter((text) => text !== '');
  return values.length === 0 ? 0 : values.filter((text) => pattern.test(text)).length / values.length;
}

/** How many horizontal strokes of about the box's width lie in it or at most `margin` beyond. */
function strokesAcross([x0, y0, x1, y1]: BoundingBox, rules: readonly Rule[], margin: number): number {
  const heights = rules
    .filter(({ axis, bbox }) => axis === 'horizontal' && heightOf(bbox) < 3 && widthOf(bbox) > (x1 - x0) * 0.8)
    .filter(
      ({ bbox }) =>
        bbox[0] < x0 + margin * 2 && bbox[2] > x1 - margin * 2 && bbox[1] >= y0 - margin && bbox[3] <= y1 + margin,
    )
    .map(({ bbox }) => Math.round(bbox[1] / 3));
  return new Set(heights).size;
}
