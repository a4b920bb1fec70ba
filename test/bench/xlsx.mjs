#!/usr/bin/env node
/**
 * Reads a workbook of 20 columns as the service does (typed, described, its rows stored), and extracts all of it, beside
 * nothing but going through the same cells with the same reader and with exceljs, in turns: time, processor time and
 * memory of a fresh process each. Needs a build, and Linux or macOS.
 *
 *   node test/bench/xlsx.mjs [--rows N] [--rounds N]
 *
 *   --rows N    rows of the workbook (default 100000); 1000000 makes a file of 130 MB and takes some minutes
 *   --rounds N  times that each is run (default 5)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { conclude, describeMachine, formatTable, inMegabytes, median } from './figures.mjs';
import { COLUMNS, TASKS, writeWorkbook } from './xlsx/tasks.mjs';

const MAX_RATIO = 1.5;
const MAX_MEGABYTES = 220;
const MEBIBYTE = 1024 * 1024;
const SELF = fileURLToPath(import.meta.url);

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    task: { type: 'string' },
    file: { type: 'string' },
  },
});
if (values.help) {
  const [, text] = /\/\*\*\n([\s\S]*?)\*\//.exec(readFileSync(SELF, 'utf8'));
  process.stdout.write(text.replace(/^ \* ?/gm, ''));
} else if (values.task === 'write') await writeWorkbook(values.file, Number(values.rows));
else if (values.task) await perform(values.task, values.file);
else await compare(Number(values.rows), Number(values.rounds));

/** The child's work; it tells its time, that of the processors, its memory and what it counted. */
async function perform(task, file) {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  const cells = await TASKS[task](file);
  const milliseconds = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  const memory = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ milliseconds, processor: (user + system) / 1000, memory, cells }));
}

async function compare(rows, rounds) {
  const directory = mkdtempSync(join(tmpdir(), 'xlsx-bench-'));
  try {
    const file = join(directory, 'book.xlsx');
    // A process's peak of memory begins at that of the one which starts it, so this one must stay small.
    runApart('write', file, rows);
    const runs = Object.fromEntries(Object.keys(TASKS).map((task) => [task, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const task of Object.keys(TASKS)) runs[task].push(JSON.parse(runApart(task, file)));
    }
    print(rows, statSync(file).size, runs);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What a child of this script prints. */
function runApart(task, file, rows = 0) {
  const options = ['--task', task, '--file', file, '--rows', String(rows)];
  const { status, stdout, stderr } = spawnSync(process.execPath, [SELF, ...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${task}: ${stderr}`);
  return stdout;
}

function print(rows, bytes, runs) {
  const of = (task, figure) => runs[task].map((run) => run[figure]);
  // Each round has its own conditions.
  const ratio = (task, other, figure) =>
    median(runs[task].map((run, round) => run[figure] / runs[other][round][figure]));
  const toBare = ratio('read', 'bare', 'milliseconds');
  const memory = median(of('whole', 'memory'));
  const lines = Object.keys(TASKS).map((task) => [
    task,
    Math.round(median(of(task, 'milliseconds'))),
    Math.round(Math.min(...of(task, 'milliseconds'))),
    Math.round(median(of(task, 'processor'))),
    inMegabytes(median(of(task, 'memory'))),
    of(task, 'cells')[0],
  ]);
  process.stdout.write(`${describeMachine()}\n${rows} rows × ${COLUMNS}, ${inMegabytes(bytes)} MiB\n\n`);
  process.stdout.write(`${formatTable([['', 'ms', 'fastest', 'CPU ms', 'MiB', 'cells'], ...lines])}\n\n`);
  for (const task of ['read', 'whole']) {
    for (const other of ['bare', 'exceljs']) {
      const [time, processor] = ['milliseconds', 'processor'].map((figure) => ratio(task, other, figure).toFixed(2));
      process.stdout.write(`  ${task}: ${time} times the time of ${other}, ${processor} times its processor time\n`);
    }
  }
  conclude(
    toBare <= MAX_RATIO && memory <= MAX_MEGABYTES * MEBIBYTE,
    `read at most ${MAX_RATIO} times bare, whole at most ${MAX_MEGABYTES} MiB`,
  );
}
