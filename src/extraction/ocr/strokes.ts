import type { Rule } from '../layout/layout.types.js';
import { nextDark, type Page, toPage } from './dark-pixels.js';
import type { GreyImage } from './grey-image.js';

const WHITE = 255;
/** Pixels at 300 dpi: half an inch, more than a stroke of any letter of running text. */
const MIN_LENGTH = 150;
/** Pixels at 300 dpi: thicker is a bar, a letter or a picture. */
const MAX_THICKNESS = 14;
/** Holes in a stroke, by noise or by what crosses it. */
const MAX_GAP = 3;
/** Pixels beside a stroke that its blurred edge darkens. */
const FRINGE = 2;

/** Finds the ruled lines of a page and wipes them out where no letter crosses: engines take them for letters. */
export function takeOutStrokes(image: GreyImage, threshold: number): Rule[] {
  const page = toPage(image, threshold);
  const rules: Rule[] = [];
  for (const axis of ['horizontal', 'vertical'] as const) {
    const runs = findRuns(page, axis);
    const kept = thinRuns(page, axis, runs);
    for (const run of kept) wipe(page, axis, run);
    rules.push(...joinRuns(kept).map((stroke) => toRule(stroke, axis)));
  }
  return rules;
}

/** Along its axis from `from` to `to`, at `at` across it. */
interface Run {
  at: number;
  from: number;
  to: number;
}

/** In the order of `at`. Pixels are gone through row by row for either axis, as they lie in memory. */
function findRuns(page: Page, axis: Rule['axis']): Run[] {
  const { width, height } = page;
  const runs: Run[] = [];
  const lines = axis === 'horizontal' ? height : width;
  const [from, last] = [new Int32Array(lines).fill(-1), new Int32Array(lines).fill(-1)];
  const end = (at: number): void => {
    const run = { at, from: from[at] ?? 0, to: last[at] ?? 0 };
    if (run.to - run.from >= MIN_LENGTH) runs.push(run);
  };
  const take = (at: number, along: number): void => {
    if (along - (last[at] ?? 0) > MAX_GAP + 1 || from[at] === -1) {
      end(at);
      from[at] = along;
    }
    last[at] = along;
  };
  for (let y = 0; y < height; y += 1) {
    const [start, stop] = [y * width, (y + 1) * width];
    for (let place = nextDark(page, start, stop); place < stop; place = nextDark(page, place + 1, stop)) {
      if (axis === 'horizontal') take(y, place - start);
      else take(place - start, y);
    }
  }
  for (let at = 0; at < lines; at += 1) end(at);
  return runs.sort((one, other) => one.at - other.at || one.from - other.from);
}

/** Those whose middle is thin: what is not is a filled area. */
function thinRuns(image: Page, axis: Rule['axis'], runs: readonly Run[]): Run[] {
  return runs.filter((run) => {
    let thin = 0;
    const samples = 9;
    for (let sample = 1; sample <= samples; sample += 1) {
      const along = run.from + Math.round(((run.to - run.from) * sample) / (samples + 1));
      const [first, last] = thicknessAt(image, axis, run.at, along);
      if (last - first < MAX_THICKNESS) thin += 1;
    }
    return thin * 2 > samples;
  });
}

/** First and last dark pixel across the stroke; looked at no further than needed. */
function thicknessAt(
  { pixels, width, height, threshold }: Page,
  axis: Rule['axis'],
  at: number,
  along: number,
): [number, number] {
  const horizontal = axis === 'horizontal';
  const limit = horizontal ? height : width;
  const isDark = (across: number): boolean =>
    across >= 0 &&
    across < limit &&
    (pixels[horizontal ? across * width + along : along * width + across] ?? WHITE) < threshold;
  let first = at;
  let last = at;
  while (at - first <= MAX_THICKNESS && isDark(first - 1)) first -= 1;
  while (last - at <= MAX_THICKNESS && isDark(last + 1)) last += 1;
  return [first, last];
}

function wipe(image: Page, axis: Rule['axis'], { at, from, to }: Run): void {
  const { pixels, width, height } = image;
  const horizontal = axis === 'horizontal';
  const limit = horizontal ? height : width;
  for (let along = from; along <= to; along += 1) {
    const [first, last] = thicknessAt(image, axis, at, along);
    if (last - first >= MAX_THICKNESS) continue;
    const end = Math.min(limit - 1, last + FRINGE);
    for (let across = Math.max(0, first - FRINGE); across <= end; across += 1) {
      pixels[horizontal ? across * width + along : along * width + across] = WHITE;
    }
  }
}

/** Runs of neighbouring lines are one stroke. */
function joinRuns(runs: readonly Run[]): (Run & { until: number })[] {
  const strokes: (Run & { until: number })[] = [];
  for (const run of runs) {
    const stroke = strokes.findLast(
      ({ until, from, to }) =>
        run.at - until <= FRINGE && run.from <= to + MIN_LENGTH / 2 && run.to >= from - MIN_LENGTH / 2,
    );
    if (!stroke) strokes.push({ ...run, until: run.at });
    else {
      stroke.until = run.at;
      stroke.from = Math.min(stroke.from, run.from);
      stroke.to = Math.max(stroke.to, run.to);
    }
  }
  return strokes;
}

function toRule({ at, until, from, to }: Run & { until: number }, axis: Rule['axis']): Rule {
  const middle = (at + until) / 2;
  return { axis, bbox: axis === 'horizontal' ? [from, middle, to, middle] : [middle, from, middle, to] };
}
