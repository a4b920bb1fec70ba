#!/usr/bin/env node
/**
 * How long a report takes in each format, and how much memory the report on a sheet of 100,000 rows needs: in a process
 * with the heap that the worker gives to it. Needs a build.
 *
 *   node test/bench/reports.mjs
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { largeWorkbook, SAMPLES } from '../fixtures/reports/sample-extractions.mjs';
import { conclude, describeMachine, formatTable, inMegabytes, median } from './figures.mjs';

const ROUNDS = 9;
const LARGE_ROWS = 100_000;
/** Of a report of one page, in milliseconds. */
const MAX_MS = { pdf: 300, xlsx: 200, html: 50 };
const MAX_MEGABYTES = 400;
const HEAP_MEGABYTES = 300;
const MEBIBYTE = 1024 * 1024;
const FORMATS = ['pdf', 'xlsx', 'html', 'md'];

if (process.argv[2] === '--large') await renderLarge();
else await measureAll();

async function load() {
  const dist = new URL('../../dist/reports/', import.meta.url);
  const { buildReport } = await import(new URL('building/report-builder.js', dist));
  const { RENDERERS } = await import(new URL('rendering/render-report.task.js', dist));
  return { buildReport, RENDERERS };
}

function subject(name, extraction) {
  return {
    id: name,
    locale: 'ko',
    createdAt: '2026-01-08T00:00:00.000Z',
    dataAsOf: '2026-01-08T00:00:00.000Z',
    document: { id: name, filename: `${name}.pdf`, fileType: extraction.file_type, sizeBytes: 123_456 },
    extraction,
  };
}

async function measureAll() {
  const { buildReport, RENDERERS } = await load();
  const reports = {};
  for (const [name, make] of Object.entries(SAMPLES)) reports[name] = await buildReport(subject(name, make()));
  const times = {};
  // The formats of all reports in turn, so that what else the machine does falls on each alike. The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, report] of Object.entries(reports)) {
      for (const format of FORMATS) {
        const start = performance.now();
        await RENDERERS[format](report);
        if (round > 0) (times[`${name} ${format}`] ??= []).push(performance.now() - start);
      }
    }
  }
  const row = (name) => [name, ...FORMATS.map((format) => Math.round(median(times[`${name} ${format}`])))];
  process.stdout.write(`${describeMachine()}\n\nMilliseconds, medians of ${ROUNDS}:\n`);
  process.stdout.write(`${formatTable([['report', ...FORMATS], ...Object.keys(reports).map(row)])}\n\n`);
  const large = measureLarge();
  const rows = [
    ['', 's', 'rows shown'],
    [`${LARGE_ROWS} rows, all formats`, (large.milliseconds / 1000).toFixed(1), large.rows],
  ];
  process.stdout.write(`${formatTable(rows)}\nMemory at its peak: ${inMegabytes(large.bytes)} MiB\n\n`);
  const slow = Object.entries(MAX_MS).filter(([format, limit]) => median(times[`receipt ${format}`]) > limit);
  const limits = Object.entries(MAX_MS).map(([format, limit]) => `${format} ${limit} ms`);
  conclude(
    slow.length === 0 && large.bytes <= MAX_MEGABYTES * MEBIBYTE,
    `the aim is ${limits.join(', ')} for one page (receipt), and at most ${MAX_MEGABYTES} MiB for a large sheet`,
  );
}

function measureLarge() {
  const args = [`--max-old-space-size=${HEAP_MEGABYTES}`, fileURLToPath(import.meta.url), '--large'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The large report could not be rendered: ${stderr}`);
  return JSON.parse(stdout);
}

async function renderLarge() {
  const { buildReport, RENDERERS } = await load();
  const { extraction, rowsOf } = largeWorkbook(LARGE_ROWS);
  const start = performance.now();
  const report = await buildReport(subject('large', extraction), rowsOf);
  for (const format of FORMATS) await RENDERERS[format](report);
  const milliseconds = performance.now() - start;
  const rows = report.sections.find(({ kind }) => kind === 'table').rows.length;
  process.stdout.write(JSON.stringify({ milliseconds, rows, bytes: process.resourceUsage().maxRSS * 1024 }));
}
