#!/usr/bin/env node
/**
 * How long a report across documents takes, from the order until it can be downloaded, and how much memory the worker
 * and the process that renders need. Needs a build, and a machine with little else to do.
 */
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { file, officeDocuments } from '../fixtures/reports/filed-documents.mjs';
import { readCommandLine } from './command-line.mjs';
import { conclude, describeMachine, formatTable, inMegabytes, median } from './figures.mjs';
import { withService } from './service.mjs';

const SIZES = [100, 1_000, 10_000];
const GROUPINGS = ['issuer', 'month', 'currency', 'file_type', 'document_type'];
/** For 1,000 documents, by the clock. */
const MAX_MS = 3_000;
/** For 10,000 documents, of the process that renders. */
const MAX_MEGABYTES = 400;
const MEBIBYTE = 1024 * 1024;

const options = readCommandLine('Measures reports across documents.', {
  rounds: { type: 'string', default: '3', min: 1, max: 50, help: 'reports of each kind and size' },
});

process.stdout.write(`${describeMachine()}\n`);
await withService({ dist: options.dist, variables: { LOG_LEVEL: 'warn' } }, measure);

async function measure(service) {
  const { client } = await service.startApi();
  const worker = await service.startWorker(['--max-old-space-size=512']);
  const database = new pg.Client({ connectionString: service.variables.DATABASE_URL });
  // On Ctrl-C the server is stopped under it.
  database.on('error', () => undefined);
  await database.connect();
  const rows = [['documents', ...GROUPINGS, 'worker MiB', 'rendering MiB']];
  const slowest = new Map();
  let rendering = 0;
  try {
    for (const size of SIZES) {
      await client.signUp();
      await file(database, (await client.get('/api/users/me')).data.id, officeDocuments(size));
      await database.query('ANALYZE');
      const times = Object.fromEntries(GROUPINGS.map((grouping) => [grouping, []]));
      // One to warm up; the groupings in turn, so that what else the machine does falls on each alike.
      await makeReport(client, 'issuer');
      for (let round = 0; round < options.rounds; round += 1) {
        for (const grouping of GROUPINGS) times[grouping].push(await makeReport(client, grouping));
      }
      const usage = await usageOf(worker.pid);
      rendering = Math.max(rendering, usage.child);
      slowest.set(size, Math.max(...GROUPINGS.map((grouping) => median(times[grouping]))));
      rows.push([
        size,
        ...GROUPINGS.map((grouping) => Math.round(median(times[grouping]))),
        inMegabytes(usage.worker),
        inMegabytes(usage.child),
      ]);
    }
  } finally {
    await database.end();
  }
  process.stdout.write(`\nMilliseconds until it is ready, medians of ${options.rounds}; memory at its peak so far:\n`);
  process.stdout.write(`${formatTable(rows)}\n`);
  conclude(
    slowest.get(1_000) <= MAX_MS && rendering <= MAX_MEGABYTES * MEBIBYTE,
    `a report on 1,000 documents takes ${Math.round(slowest.get(1_000))} ms at the most, allowed are ${MAX_MS}; ` +
      `rendering needs ${inMegabytes(rendering)} MiB, allowed are ${MAX_MEGABYTES}`,
  );
}

/** Milliseconds from the order to a report that can be downloaded. */
async function makeReport(client, grouping) {
  const startedAt = performance.now();
  const { data } = await client.post('/api/reports', { filter: {}, group_by: grouping, locale: 'ko' });
  for (;;) {
    const { data: job } = await client.get(`/api/jobs/${data.job_id}`);
    if (job.status === 'succeeded') return performance.now() - startedAt;
    if (job.status === 'failed') throw new Error(`The report ${data.id} failed: ${job.error?.message}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The peaks of resident memory of the worker and of its largest child, in bytes, as Linux tells. */
async function usageOf(pid) {
  const processes = [pid, ...(await childrenOf(pid))];
  const [worker = 0, ...children] = await Promise.all(processes.map(peakOf));
  return { worker, child: Math.max(0, ...children) };
}

async function childrenOf(pid) {
  const children = [];
  for (const each of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if ((await statOf(each))[1] === String(pid)) children.push(each);
  }
  return children;
}

async function peakOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}

/** What /proc tells of a process after its name, from its state on. */
async function statOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
