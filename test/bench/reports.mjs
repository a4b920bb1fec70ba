#!/usr/bin/env node
/**
 * How long a report takes in each format, and how much memory the report on a sheet of 100,000 rows needs: in a process
 * with the heap that the worker gives to it. Needs a build.
 *
 *   node test/bench/reports.mjs
 *   node test/bench/reports.mjs FOLDER      # every file of a folder through extraction and all formats
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { largeWorkbook, SAMPLES } from '../fixtures/reports/sample-extractions.mjs';
import { DEFAULT_OPTIONS } from './extraction-options.mjs';
import { conclude, describeMachine, formatTable, inMegabytes, median } from './figures.mjs';

const ROUNDS = 9;
const LARGE_ROWS = 100_000;
/** Of a report of one page, in milliseconds. */
const MAX_MS = { pdf: 300, xlsx: 200, html: 50 };
const MAX_MEGABYTES = 400;
const HEAP_MEGABYTES = 300;
const MEBIBYTE = 1024 * 1024;
const FORMATS = ['pdf', 'xlsx', 'html', 'md'];

const [argument] = process.argv.slice(2);
if (argument === '--large') await renderLarge();
else if (argument !== undefined) await renderFolder(argument);
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
  const processor = {};
  // The formats of all reports in turn, so that what else the machine does falls on each alike. The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, report] of Object.entries(reports)) {
      for (const format of FORMATS) {
        const start = performance.now();
        const used = process.cpuUsage();
        await RENDERERS[format](report);
        if (round === 0) continue;
        const { user, system } = process.cpuUsage(used);
        (times[`${name} ${format}`] ??= []).push(performance.now() - start);
        (processor[`${name} ${format}`] ??= []).push((user + system) / 1000);
      }
    }
  }
  process.stdout.write(`${describeMachine()}\n`);
  for (const [title, measured] of Object.entries({ 'by the clock': times, 'of processor': processor })) {
    const row = (name) => [name, ...FORMATS.map((format) => Math.round(median(measured[`${name} ${format}`])))];
    process.stdout.write(`\nMilliseconds ${title}, medians of ${ROUNDS}:\n`);
    process.stdout.write(`${formatTable([['report', ...FORMATS], ...Object.keys(reports).map(row)])}\n`);
  }
  process.stdout.write('\n');
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

/** Extracts each file and renders its report into every format; files that cannot be read are named with the reason. */
async function renderFolder(folder) {
  const { buildReport, RENDERERS } = await load();
  const { extract } = await import(new URL('../../dist/extraction/extract.js', import.meta.url));
  const { mediaTypeOf } = await import('./reports/reading.mjs');
  const rows = [];
  let failed = 0;
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const mediaType = mediaTypeOf(name);
    if (mediaType === null) continue;
    const outputDirectory = mkdtempSync(join(tmpdir(), 'bench-reports-'));
    try {
      const extraction = await extract({ path, mediaType }, DEFAULT_OPTIONS, {
        onProgress: () => undefined,
        outputDirectory,
      });
      const report = await buildReport({ ...subject(name, extraction), document: documentOf(path, name, extraction) });
      const sizes = [];
      for (const format of FORMATS) sizes.push(Buffer.from(await RENDERERS[format](report)).length);
      rows.push([name, ...sizes, JSON.stringify(report).length]);
    } catch (error) {
      // A file with a password has no report: it is told so when it is uploaded.
      const isUnreadable = error.code === 'ENCRYPTED_FILE';
      if (!isUnreadable) failed += 1;
      rows.push([name, error.code ?? String(error), '', '', '', '']);
    } finally {
      rmSync(outputDirectory, { recursive: true });
    }
  }
  process.stdout.write(`Bytes:\n${formatTable([['file', ...FORMATS, 'json'], ...rows])}\n`);
  conclude(failed === 0, `${rows.length} files, ${failed} without a report that should have one`);
}

function documentOf(path, name, extraction) {
  return { id: name, filename: name, fileType: extraction.file_type, sizeBytes: statSync(path).size };
}
