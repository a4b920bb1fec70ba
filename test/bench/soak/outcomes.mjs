import { extname, relative } from 'node:path';
import { formatTable, median } from '../figures.mjs';

const UNNAMED = new Set(['INTERNAL_ERROR', 'WORKER_LOST', undefined, null]);
const SLOWEST = 10;
const NAMES_SHOWN = 5;

/**
 * One line for each file: `{path, outcome, code, ms, reports}`. `outcome` is `refused` at the door, or the status of the
 * document; `jobs` are those of the document, of which all but the first make reports.
 */
export function toOutcome({ path, refusal, document, jobs = [] }) {
  if (!document) return { path, outcome: 'refused', code: refusal, ms: null, reports: [] };
  const extraction = jobs.find(({ kind }) => kind === 'extraction');
  const began = Date.parse(extraction?.started_at ?? '');
  const ended = Date.parse(extraction?.finished_at ?? '');
  return {
    path,
    outcome: document.status,
    code: document.error?.code ?? null,
    message: document.error?.message ?? null,
    attempts: extraction?.attempt ?? 0,
    ms: Number.isNaN(ended - began) ? null : ended - began,
    reports: jobs.filter(({ kind }) => kind === 'report').map(({ status, error }) => ({ status, code: error?.code })),
  };
}

/** What must not be: an end without a name, no end at all, a report that failed. Each in words. */
export function problemsOf(outcomes) {
  return outcomes.flatMap(({ path, outcome, code, reports }) => {
    const problems = [];
    if (outcome === 'queued' || outcome === 'processing') problems.push(`${path}: stuck, ${outcome}`);
    else if (outcome !== 'completed' && UNNAMED.has(code)) problems.push(`${path}: ended in ${outcome} ${code}`);
    for (const report of reports) {
      if (report.status !== 'succeeded') problems.push(`${path}: its report is ${report.status} ${report.code ?? ''}`);
    }
    return problems;
  });
}

/** Whether a job has not ended yet. */
export function isOpen({ status }) {
  return status === 'queued' || status === 'running';
}

export function describeOutcomes(outcomes, folder) {
  return [
    'By kind of file and outcome',
    countedBy(outcomes, ({ path, outcome, code }) => `${extname(path).toLowerCase()} ${outcome} ${code ?? ''}`),
    'By outcome, with some of the files',
    countedBy(outcomes, ({ outcome, code }) => `${outcome} ${code ?? ''}`, folder),
    'Times of reading',
    times(outcomes),
    'The slowest',
    slowest(outcomes, folder),
  ].join('\n');
}

function countedBy(outcomes, keyOf, folder) {
  const groups = Map.groupBy ? Map.groupBy(outcomes, keyOf) : groupBy(outcomes, keyOf);
  const rows = [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, members]) => {
      const names = folder && !key.startsWith('completed') ? members.slice(0, NAMES_SHOWN) : [];
      return [members.length, key.trim(), names.map(({ path }) => relative(folder, path)).join(', ')];
    });
  return rows
    .map(([count, key, names]) => `  ${String(count).padStart(6)}  ${key.padEnd(34)} ${names}`.trimEnd())
    .join('\n');
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function times(outcomes) {
  const read = outcomes.filter(({ ms }) => ms !== null);
  const kinds = [...groupBy(read, ({ path }) => extname(path).toLowerCase()), ['all', read]];
  const rows = kinds.map(([kind, members]) => {
    const sorted = members.map(({ ms }) => ms).sort((a, b) => a - b);
    if (sorted.length === 0) return [kind, 0, '', '', ''];
    return [kind, sorted.length, median(sorted), sorted[Math.floor((sorted.length - 1) * 0.95)], sorted.at(-1)];
  });
  return formatTable([['kind', 'files', 'median ms', 'p95 ms', 'max ms'], ...rows]);
}

function slowest(outcomes, folder) {
  const sorted = outcomes.filter(({ ms }) => ms !== null).sort((a, b) => b.ms - a.ms);
  return sorted
    .slice(0, SLOWEST)
    .map(({ path, ms, outcome, code }) =>
      `  ${String(ms).padStart(8)} ms  ${relative(folder, path)}  ${outcome} ${code ?? ''}`.trimEnd(),
    )
    .join('\n');
}
