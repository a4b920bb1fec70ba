/**
 * How a second worker and a second API help on this machine: the time of a backlog of pages for OCR with one worker and
 * with two, and requests per second of one API and of two. Turns alternate, so that other work on the machine weighs on
 * both alike.
 */
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCommandLine } from './command-line.mjs';
import { describeMachine, formatTable, median } from './figures.mjs';
import { load } from './load.mjs';
import { withService } from './service.mjs';

const PAGE = fileURLToPath(new URL('../fixtures/s_영수증.png', import.meta.url));
const WORKER_FLAGS = ['--max-old-space-size=512'];
const POLL_MS = 100;
const LISTED = 20;

const options = readCommandLine('Measures what a second worker and a second API gain.', {
  documents: { type: 'string', default: '12', min: 2, max: 500, help: 'pages in each backlog' },
  rounds: { type: 'string', default: '3', min: 1, max: 9, help: 'turns of each' },
  seconds: { type: 'string', default: '4', min: 1, max: 60, help: 'duration of each load on the APIs' },
  connections: { type: 'string', default: '32', min: 2, max: 256, help: 'requests at the same time' },
});

process.stdout.write(`${describeMachine()}\n`);
const variables = {
  LOG_LEVEL: 'warn',
  WORKER_CONCURRENCY: '1',
  OCR_ENGINE: 'bundled',
  RATE_LIMIT_ENABLED: 'false',
};
await withService({ dist: options.dist, variables }, measure);

async function measure(service) {
  const apis = [await service.startApi(), await service.startApi()];
  const { client } = apis[0];
  await client.signUp();
  const pages = { 1: [], 2: [] };
  const requests = { 1: [], 2: [] };
  for (let round = 0; round < options.rounds; round += 1) {
    for (const count of [1, 2]) pages[count].push(await documentsPerMinute(service, client, count));
    for (const count of [1, 2]) requests[count].push(await requestsPerSecond(apis.slice(0, count), client));
  }
  const row = (name, figures, digits) => {
    const [one, two] = [median(figures[1]), median(figures[2])];
    const ratios = figures[1].map((figure, round) => figures[2][round] / figure);
    return [name, one.toFixed(digits), two.toFixed(digits), `${median(ratios).toFixed(2)}`];
  };
  const titles = ['', '1', '2', 'ratio'];
  const rows = [row('workers: documents a minute', pages, 1), row('APIs: requests a second', requests, 0)];
  process.stdout.write(`\n${formatTable([titles, ...rows])}\n`);
}

/** A backlog that is there before the workers are, from the first job that begins to the last that ends. */
async function documentsPerMinute(service, client, workers) {
  const ids = [];
  for (let document = 0; document < options.documents; document += 1) ids.push((await client.upload(PAGE)).id);
  const started = await Promise.all(Array.from({ length: workers }, () => service.startWorker(WORKER_FLAGS)));
  const span = await untilRead(client, ids);
  await Promise.all(started.map((worker) => worker.stop()));
  return (options.documents * 60_000) / span;
}

async function untilRead(client, ids) {
  for (;;) {
    const jobs = await Promise.all(ids.map(async (id) => extractionOf(await client.get(`/api/documents/${id}/jobs`))));
    const failed = jobs.find(({ status }) => status === 'failed');
    if (failed) throw new Error(`A page could not be read: ${failed.error?.code}`);
    if (jobs.every(({ status }) => status === 'succeeded')) {
      const begun = Math.min(...jobs.map(({ started_at: at }) => Date.parse(at)));
      return Math.max(...jobs.map(({ finished_at: at }) => Date.parse(at))) - begun;
    }
    await sleep(POLL_MS * ids.length);
  }
}

function extractionOf({ data }) {
  return data.find(({ kind }) => kind === 'extraction');
}

/** As many connections at once to however many APIs, each of which gets the same share. */
async function requestsPerSecond(apis, { authorization }) {
  const share = { seconds: options.seconds, connections: options.connections / apis.length };
  const path = `/api/documents/?page_size=${LISTED}`;
  const durations = await Promise.all(apis.map(({ client: { port } }) => load({ port, authorization }, path, share)));
  return durations.flat().length / options.seconds;
}
