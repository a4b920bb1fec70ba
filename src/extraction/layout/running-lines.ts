import { boundsOf, median } from './geometry.js';
import type { Block, Line, PageLayout } from './layout.types.js';
import { lineText } from './page-text.js';

/** How far from the edge, as a share of the page's height, running lines are looked for, and how many. */
const EDGE = 0.13;
const MAX_LINES = 4;
/** A line that is on fewer pages is no running line, unless it counts the pages. */
const MIN_PAGES = 3;
/** Points: the same line stands in the same place on every page. */
const SAME_PLACE = 8;
const NUMBER = /\d+|(?<![\p{L}\p{N}])[ivxlc]+(?![\p{L}\p{N}])/giu;
const ONLY_NUMBERS = /^[^\p{L}\p{N}]*(?:#[^\p{L}\p{N}]*)+$/u;

type Role = NonNullable<Block['role']>;

export interface RunningLines {
  header?: string;
  footer?: string;
}

interface Candidate {
  layout: PageLayout;
  role: Role;
  line: Line;
  /** The line's text without its numbers. */
  pattern: string;
  numbers: number[];
  /** How far from the page's edge it stands, and the how-manieth line from there it is. */
  distance: number;
  rank: number;
}

/**
 * Finds what stands at the top or the foot of several pages, running titles and page numbers: equal but for their
 * numbers, in the same place. Gives these lines a block of their own with its `role`, and tells their text for each page.
 */
export function markRunningLines(
  layouts: readonly { layout: PageLayout; height: number }[],
): Map<number, RunningLines> {
  const candidates = layouts.flatMap(({ layout, height }) => candidatesOf(layout, height));
  const running = new Set(outermost([...groupsOf(candidates)].flatMap((group) => (isRunning(group) ? group : []))));
  const found = new Map<number, RunningLines>();
  for (const { layout } of layouts) {
    const lines = new Map([...running].filter((one) => one.layout === layout).map(({ line, role }) => [line, role]));
    if (lines.size === 0) continue;
    layout.blocks = layout.blocks.flatMap((block) => splitBlock(block, lines));
    found.set(layout.page, textsOf(layout));
  }
  return found;
}

function candidatesOf(layout: PageLayout, height: number): Candidate[] {
  const lines = layout.blocks.flatMap((block) => (block.kind === 'text' ? block.lines : []));
  const edge = height * EDGE;
  const top = lines.filter(({ bbox }) => bbox[3] <= edge).sort((a, b) => a.bbox[1] - b.bbox[1]);
  const foot = lines.filter(({ bbox }) => bbox[1] >= height - edge).sort((a, b) => b.bbox[3] - a.bbox[3]);
  return [
    ...top.slice(0, MAX_LINES).map((line, rank) => toCandidate(layout, 'header', line, line.bbox[1], rank)),
    ...foot.slice(0, MAX_LINES).map((line, rank) => toCandidate(layout, 'footer', line, height - line.bbox[3], rank)),
  ];
}

function toCandidate(layout: PageLayout, role: Role, line: Line, distance: number, rank: number): Candidate {
  const text = lineText(line);
  const numbers = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const pattern = text.replace(NUMBER, '#').replace(/\s+/g, ' ').trim();
  return { layout, role, line, pattern, numbers, distance, rank };
}

/** Candidates that say the same in the same place. */
function groupsOf(candidates: readonly Candidate[]): Iterable<Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = `${candidate.role} ${candidate.pattern}`;
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  return [...groups.values()].map((group) => {
    const usual = median(group.map(({ distance }) => distance));
    return group.filter(({ distance }) => Math.abs(distance - usual) <= SAME_PLACE);
  });
}

function isRunning(group: readonly Candidate[]): boolean {
  const pages = new Set(group.map(({ layout }) => layout.page)).size;
  if (pages >= MIN_PAGES && !ONLY_NUMBERS.test(group[0]?.pattern ?? '')) return true;
  return pages >= 2 && countsPages(group);
}

/** Whether one of its numbers grows by one with every page; numbers of other make (`iv`) are taken on trust. */
function countsPages(group: readonly Candidate[]): boolean {
  const places = Math.min(...group.map(({ numbers }) => numbers.length));
  if (places === 0) return group.length >= MIN_PAGES;
  return Array.from({ length: places }, (_, place) => place).some((place) => {
    const offsets = group.map(({ numbers, layout }) => (numbers[place] ?? 0) - layout.page);
    const usual = median(offsets);
    return offsets.filter((offset) => offset === usual).length >= Math.max(2, group.length * 0.6);
  });
}

/** Nothing but other running lines may stand between a running line and the page's edge. */
function outermost(running: readonly Candidate[]): Candidate[] {
  const ranks = new Map<PageLayout, Record<Role, Set<number>>>();
  for (const { layout, role, rank } of running) {
    const of = ranks.get(layout) ?? { header: new Set<number>(), footer: new Set<number>() };
    of[role].add(rank);
    ranks.set(layout, of);
  }
  return running.filter(({ layout, role, rank }) => {
    const known = ranks.get(layout)?.[role];
    return Array.from({ length: rank }, (_, index) => index).every((index) => known?.has(index));
  });
}

/** Parts a block where its lines change their role. */
function splitBlock(block: Block, roles: ReadonlyMap<Line, Role>): Block[] {
  const parts: { role: Role | undefined; lines: Line[] }[] = [];
  for (const line of block.lines) {
    const role = roles.get(line);
    const part = parts.at(-1);
    if (part?.role === role && part) part.lines.push(line);
    else parts.push({ role, lines: [line] });
  }
  if (parts.length === 1 && parts[0]?.role === undefined) return [block];
  return parts.map(({ role, lines }) => ({ ...block, lines, bbox: boundsOf(lines), ...(role && { role }) }));
}

function textsOf({ blocks }: PageLayout): RunningLines {
  const of = (role: Role): string =>
    blocks.flatMap((block) => (block.role === role ? block.lines.map(lineText) : [])).join('\n');
  const [header, footer] = [of('header'), of('footer')];
  return { ...(header !== '' && { header }), ...(footer !== '' && { footer }) };
}
