/**
 * Feeds a folder of files to the service and tells what became of them. It ends with 1 when a worker died, a job is
 * stuck, a file ended in anything but `completed` or a failure with a name, a process took too much memory, or something
 * was left behind. Memory and leaks are those of a service of its own on Linux: figures of /proc.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchClient } from './client.mjs';
import { readCommandLine } from './command-line.mjs';
import { conclude, describeMachine, inMegabytes } from './figures.mjs';
import { isFolder, listEntries, listFiles } from './soak/folder.mjs';
import { describeOutcomes, isOpen, problemsOf, toOutcome } from './soak/outcomes.mjs';
import { ProcessTree, readDescriptors } from './soak/process-tree.mjs';
import { ProgressLine } from './soak/progress-line.mjs';
import { uploadAll } from './soak/uploader.mjs';
import { withService } from './service.mjs';

const MEBIBYTE = 1024 * 1024;
const ALLOWED_BYTES = 1536 * MEBIBYTE;
/** Sockets to the database and log files come and go; a leak per file would be hundreds. */
const ALLOWED_DESCRIPTORS = 24;
const SAMPLE_MS = 300;
const POLL_MS = 1_000;
const SETTLE_MS = 3_000;
const MAX_UPLOAD_BYTES = 1024 * MEBIBYTE;
const PROBLEMS_SHOWN = 50;

const options = readCommandLine(
  'Feeds a folder of files to the service and tells outcomes, times, memory and leaks.',
  {
    url: { type: 'string', value: '<url>', help: 'a running service; without it one is started for this' },
    concurrency: { type: 'string', default: '2', min: 1, max: 64, help: 'uploads, and files read, at the same time' },
    patience: {
      type: 'string',
      default: '900',
      min: 10,
      max: 86_400,
      help: 'seconds without any end until all is stuck',
    },
    timeout: { type: 'string', default: '600', min: 1, max: 3_600, help: 'JOB_TIMEOUT_SECONDS of the own service' },
    limit: { type: 'string', default: '100000', min: 1, max: 1_000_000, help: 'files to take at most' },
    json: { type: 'string', value: '<file>', help: 'where to write what became of each file' },
  },
  { name: 'folder', help: 'the folder of files, with those below it' },
);

if (!(await isFolder(options.folder))) {
  process.stderr.write(`${options.folder} is no folder\n`);
  process.exit(64);
}
const paths = (await listFiles(options.folder)).slice(0, options.limit);
process.stdout.write(`${describeMachine()}\n${paths.length} files of ${options.folder}\n\n`);
if (options.url === undefined) await soakOwnService();
else report(await feed(await signedUp(new BenchClient(0, options.url))), []);

async function soakOwnService() {
  const variables = {
    WORKER_CONCURRENCY: String(options.concurrency),
    JOB_TIMEOUT_SECONDS: String(options.timeout),
    MAX_UPLOAD_SIZE: String(MAX_UPLOAD_BYTES),
    MAX_ACTIVE_JOBS_PER_USER: '1000000',
    MAX_QUEUED_JOBS: '1000000',
  };
  await withService({ dist: options.dist, variables }, async (service) => {
    const temporary = join(service.directory, 'tmp');
    await mkdir(temporary);
    Object.assign(service.variables, { TMPDIR: temporary });
    const api = await service.startApi();
    await signedUp(api.client);
    const worker = await service.startWorker(['--max-old-space-size=512']);
    await observe(service, { api, worker });
  });
}

async function signedUp(client) {
  await client.signUp();
  return client;
}

/** Feeds the files while the processes are watched, then looks for what was left behind. */
async function observe(service, { api, worker }) {
  const tree = new ProcessTree([api.pid, worker.pid]);
  const watching = new AbortController();
  const watched = watch(tree, watching.signal);
  const before = await warmDescriptors(api, worker);
  const outcomes = await feed(api.client, () => worker.hasEnded() || api.hasEnded());
  const died = [worker.hasEnded() && 'The worker died', api.hasEnded() && 'The API died'].filter(Boolean);
  await sleep(SETTLE_MS);
  const leaks = [
    ...(await descriptorLeaks({ api, worker }, before)),
    ...(await fileLeaks(service.directory, outcomes)),
  ];
  watching.abort();
  await watched;
  await Promise.all([worker.stop(), api.stop()]);
  const survivors = (await tree.survivors()).map(({ pid, role }) => `Process ${pid} (${role}) outlived its parent`);
  report(outcomes, [...died, ...leaks, ...survivors, ...tellMemory(tree)]);
}

async function watch(tree, signal) {
  while (!signal.aborted) {
    await tree.sample();
    await sleep(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function warmDescriptors(api, worker) {
  await sleep(SETTLE_MS);
  return { api: await readDescriptors(api.pid), worker: await readDescriptors(worker.pid) };
}

async function descriptorLeaks(processes, before) {
  const leaks = [];
  for (const [name, { pid }] of Object.entries(processes)) {
    const after = await readDescriptors(pid);
    for (const [kind, count] of Object.entries(after)) {
      const grown = count - (before[name][kind] ?? 0);
      if (grown > ALLOWED_DESCRIPTORS) leaks.push(`Descriptors of the ${name}: ${grown} more of kind ${kind}`);
    }
  }
  return leaks;
}

/** Of scratch folder and TMPDIR all; of the storage what is half-written or belongs to no document. */
async function fileLeaks(directory, outcomes) {
  const known = new Set(outcomes.map(({ id }) => id));
  const stored = await listEntries(join(directory, 'storage'));
  return [
    ...(await listEntries(join(directory, 'scratch'))).map((name) => `Left in the scratch folder: ${name}`),
    ...(await listEntries(join(directory, 'tmp'))).map((name) => `Left in TMPDIR: ${name}`),
    ...stored.filter((name) => isStray(name, known)).map((name) => `Left in the storage: ${name}`),
  ];
}

function isStray(name, known) {
  const document = /^documents\/([^/]+)/.exec(name)?.[1];
  return name.endsWith('.part') || (document !== undefined && !known.has(document));
}

/** Uploads everything and waits until all of it has ended, or nothing ends any more. */
async function feed(client, hasDied = () => false) {
  const progress = new ProgressLine(paths.length);
  const uploading = uploadAll(client, paths, {
    concurrency: options.concurrency,
    onUploaded: (count) => progress.update({ uploaded: count }),
  });
  await Promise.race([uploading, untilDeath(hasDied)]);
  const uploads = hasDied() ? [] : await uploading;
  await untilEnded(client, progress, hasDied);
  progress.end();
  if (hasDied()) return [];
  const outcomes = [];
  for (const upload of uploads) outcomes.push(await untilReported(client, upload));
  return outcomes;
}

/** The outcome of one upload, once its report has ended, too. */
async function untilReported(client, upload) {
  const deadline = Date.now() + options.patience * 1000;
  for (;;) {
    const outcome = await outcomeOf(client, upload);
    if (!outcome.reports.some(isOpen) || Date.now() > deadline) return outcome;
    await sleep(POLL_MS);
  }
}

async function untilDeath(hasDied) {
  while (!hasDied()) await sleep(POLL_MS, undefined, { ref: false });
}

async function untilEnded(client, progress, hasDied) {
  let [ended, changedAt] = [-1, Date.now()];
  while (!hasDied()) {
    const { data } = await client.get('/api/documents/stats/summary');
    const { queued, processing } = data.by_status;
    const now = data.total - queued - processing;
    progress.update({ ended: now });
    if (now !== ended) [ended, changedAt] = [now, Date.now()];
    if (queued + processing === 0 || Date.now() - changedAt > options.patience * 1000) return;
    await sleep(POLL_MS);
  }
}

async function outcomeOf(client, upload) {
  if (!upload.document) return toOutcome(upload);
  const { id } = upload.document;
  const document = (await client.get(`/api/documents/${id}`)).data;
  const jobs = (await client.get(`/api/documents/${id}/jobs`)).data;
  return { id, ...toOutcome({ path: upload.path, document, jobs }) };
}

/** Prints what the processes took; what was too much is a problem. */
function tellMemory(tree) {
  process.stdout.write('Peak of resident memory, one process\n');
  const problems = [];
  for (const [role, peak] of tree.peaks()) {
    process.stdout.write(`  ${role.padEnd(10)} ${inMegabytes(peak).padStart(8)} MiB\n`);
    if (peak > ALLOWED_BYTES) problems.push(`A process (${role}) took ${inMegabytes(peak)} MiB; 1536 allowed`);
  }
  process.stdout.write(`  ${'together'.padEnd(10)} ${inMegabytes(tree.peakTogether).padStart(8)} MiB\n\n`);
  return problems;
}

function report(outcomes, others) {
  process.stdout.write(`${describeOutcomes(outcomes, options.folder)}\n`);
  const problems = [...others, ...problemsOf(outcomes)];
  for (const problem of problems.slice(0, PROBLEMS_SHOWN)) process.stdout.write(`  ! ${problem}\n`);
  if (problems.length > PROBLEMS_SHOWN) process.stdout.write(`  … and ${problems.length - PROBLEMS_SHOWN} more\n`);
  conclude(problems.length === 0, `${outcomes.length} of ${paths.length} files fed, ${problems.length} problems`);
  if (options.json === undefined) return undefined;
  const lines = outcomes.map((outcome) => ({ ...outcome, path: relative(options.folder, outcome.path) }));
  return writeFile(options.json, `${JSON.stringify({ outcomes: lines, problems: others }, null, 1)}\n`);
}
