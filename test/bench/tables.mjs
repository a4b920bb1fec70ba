#!/usr/bin/env node
/**
 * Extracts a text file of many rows, reads a page at the end of its table and downloads all of it as CSV, XLSX and
 * NDJSON, by the service's own code over its storage on disk, without HTTP: time and peak memory of a fresh process
 * each, for a tenth of the rows and for all of them. Needs a build, and Linux or macOS.
 *
 *   node test/bench/tables.mjs [--rows N]
 *
 *   --rows N  rows of the table (default 1000000, some minutes)
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_LIMITS, DEFAULT_OPTIONS } from './extraction-options.mjs';
import { conclude, describeMachine, formatTable, inMegabytes } from './figures.mjs';

const SELF = fileURLToPath(import.meta.url);
const DIST = new URL('../../dist/', import.meta.url);
const TASKS = { extract, page, csv: download, ndjson: download, xlsx: download };
/** Of heap, in MiB, is all that a page and a download are given: one that grew with the table would not end. */
const HEAP = 64;
/** Of the memory of the whole process, for ten times the rows: what is outside of the heap counts too. */
const MAX_GROWTH = 1.25;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    rows: { type: 'string', default: '1000000' },
    task: { type: 'string' },
    folder: { type: 'string' },
  },
});
if (values.help) {
  const [, text] = /\/\*\*\n([\s\S]*?)\*\//.exec(readFileSync(SELF, 'utf8'));
  process.stdout.write(text.replace(/^ \* ?/gm, ''));
} else if (values.task) await perform(values.task, values.folder, Number(values.rows));
else compare(Number(values.rows));

/** The child's work; it tells its time and its memory. */
async function perform(task, folder, rows) {
  const work = await TASKS[task](folder, rows, task);
  const startedAt = performance.now();
  await work();
  const milliseconds = performance.now() - startedAt;
  process.stdout.write(JSON.stringify({ milliseconds, memory: process.resourceUsage().maxRSS * 1024 }));
}

function compare(rows) {
  const results = [rows / 10, rows].map((count) => {
    const folder = mkdtempSync(join(tmpdir(), 'tables-bench-'));
    try {
      return Object.keys(TASKS).map((task) => ({ task, count, ...runApart(task, folder, count) }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  const lines = results
    .flat()
    .map(({ task, count, milliseconds, memory }) => [task, count, milliseconds.toFixed(0), inMegabytes(memory)]);
  process.stdout.write(`${describeMachine()}\n\n${formatTable([['', 'rows', 'ms', 'peak MiB'], ...lines])}\n`);
  const growth = results[0].map(({ memory }, index) => results[1][index].memory / memory);
  conclude(
    Math.max(...growth) <= MAX_GROWTH,
    `for ten times the rows at most ${MAX_GROWTH} times the memory: ${growth.map((times) => times.toFixed(2)).join(', ')}`,
  );
}

/** A process's peak of memory begins at that of the one which starts it, so that one must stay small. */
function runApart(task, folder, rows) {
  const args = [SELF, '--task', task, '--folder', folder, '--rows', String(rows)];
  const limit = task === 'extract' ? [] : [`--max-old-space-size=${HEAP}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...limit, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

async function extract(folder, rows) {
  const { extract: run } = await import(new URL('extraction/extract.js', DIST));
  const path = join(folder, 'table.csv');
  await pipeline(csvOf(rows), createWriteStream(path));
  const options = { ...DEFAULT_OPTIONS, limits: { ...DEFAULT_LIMITS, maxCells: rows * 10 } };
  const outputDirectory = join(folder, 'output');
  mkdirSync(outputDirectory);
  return async () => {
    const { tables } = await run({ path, mediaType: 'text/csv' }, options, {
      onProgress: () => undefined,
      outputDirectory,
    });
    if (tables[0].row_count !== rows) throw new Error(`There are ${tables[0].row_count} rows`);
  };
}

function* csvOf(rows) {
  yield '번호,거래처,일자,금액,비고\n';
  for (let row = 1; row <= rows; row += 1) {
    yield `${row},거래처 ${row % 977},2026-01-${String((row % 28) + 1).padStart(2, '0')},${row * 110},"비고, ${row}"\n`;
  }
}

async function open(folder) {
  const { DiskStorage } = await import(new URL('storage/disk.storage.js', DIST));
  const { tableInStorage } = await import(new URL('extractions/stored-table.js', DIST));
  const index = JSON.parse(readFileSync(join(folder, 'output/tables/t1.index.json'), 'utf8'));
  return tableInStorage(new DiskStorage(join(folder, 'output')), 'tables/t1.ndjson', index);
}

async function page(folder, rows) {
  const table = await open(folder);
  return async () => {
    const lines = [];
    for await (const line of table.lines(rows - 100, rows)) lines.push(JSON.parse(line));
    if (lines.length !== 100 || lines.at(-1)[0] !== rows) throw new Error('The page is another');
  };
}

async function download(folder, _rows, format) {
  const { exportTable } = await import(new URL('extractions/table-export.js', DIST));
  const table = await open(folder);
  return () => pipeline(exportTable(table, format), createWriteStream(join(folder, `out.${format}`)));
}
