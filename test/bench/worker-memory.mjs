/**
 * Whether one worker's memory stays flat over hundreds of documents. Linux only: the figures are those of /proc.
 *
 * Two workers are measured, one after the other. The first runs as the service starts it. The second collects its
 * garbage twice a second, so that its curve shows what is really held; the smallest leak would show there.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import exceljs from 'exceljs';
import { readCommandLine } from './command-line.mjs';
import { conclude, describeMachine, formatTable, inMegabytes, median, medianSlope } from './figures.mjs';
import { readChildren, readMemory } from './memory.mjs';
import { withService } from './service.mjs';

const MEBIBYTE = 1024 * 1024;
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));
const SAMPLE_MS = 500;
const COLLECTING = ['--expose-gc', '--import', new URL('./collect-regularly.mjs', import.meta.url).href];
const TIMEOUT_MS = 15 * 60_000;
const ALLOWED_SLOPE = 5 * MEBIBYTE;
/** The first documents fill caches and let the compiler do its work. */
const WARM_UP_SHARE = 1 / 3;
const EVERY_DAY = [
  'coolblue1.pdf',
  'xlsx_01.xlsx',
  's_세금계산서.pdf',
  's_매출현황.xlsx',
  'multi_page.pdf',
  'xlsx_05_table_with_title.xlsx',
  'ko_uhc_noembed.pdf',
  'xlsx_06_edge_cases_.xlsx',
];
/** Read by OCR, which takes seconds. */
const PICTURE = 's_영수증.png';

const options = readCommandLine('Measures the memory of one worker over many documents.', {
  documents: { type: 'string', default: '300', min: 30, max: 3000, help: 'documents to process' },
  'picture-every': { type: 'string', default: '50', min: 1, max: 3000, help: 'one picture for OCR in so many' },
  rows: { type: 'string', default: '300', min: 1, max: 5000, help: 'rows of a generated workbook' },
  heap: { type: 'string', default: '512', min: 0, max: 65_536, help: 'limit of its heap in MiB, 0 for that of Node' },
});

process.stdout.write(`${describeMachine()}\n`);
await withService({ dist: options.dist }, measure);

async function measure(service) {
  const folder = join(service.directory, 'files');
  await mkdir(folder);
  const files = [];
  for (let number = 0; number < options.documents; number += 1) files.push(await makeDocument(folder, number));
  const heap = options.heap === 0 ? [] : [`--max-old-space-size=${options.heap}`];
  const served = await measureWorker(service, files, { title: 'As the service starts it', flags: heap });
  const held = await measureWorker(service, files, {
    title: 'Collecting twice a second',
    flags: [...COLLECTING, ...heap],
  });
  const passed = [served, held].every(({ slope, failed }) => slope < ALLOWED_SLOPE && failed === 0);
  conclude(
    passed,
    `${inMegabytes(served.slope)} MiB more per 100 documents, ${inMegabytes(held.slope)} held; 5 allowed`,
  );
}

/** All documents are there before the worker starts, so that it is never idle. */
async function measureWorker(service, files, { title, flags }) {
  const { client, stop } = await service.startApi();
  await client.signUp();
  for (const file of files) await client.upload(file);
  const worker = await service.startWorker(flags);
  const { samples, statistics } = await watch(client, worker.pid);
  await worker.stop();
  await stop();
  process.stdout.write(`\n${title}\n`);
  return report(samples, statistics);
}

/** In turn a file of the fixtures, under a name of its own, and a workbook that there was never before. */
async function makeDocument(folder, number) {
  const isPicture = number % options['picture-every'] === options['picture-every'] - 1;
  if (number % 2 === 0 && !isPicture) return makeWorkbook(join(folder, `made-${number}.xlsx`), number);
  const name = isPicture ? PICTURE : EVERY_DAY[Math.floor(number / 2) % EVERY_DAY.length];
  const path = join(folder, `${number}-${name}`);
  await copyFile(join(FIXTURES, name), path);
  return path;
}

async function makeWorkbook(path, seed) {
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet(`Orders ${seed}`);
  sheet.addRow(['order', 'date', 'customer', 'quantity', 'price']);
  for (let row = 0; row < options.rows; row += 1) {
    const date = new Date(Date.UTC(2026, 0, 1 + ((row + seed) % 365)));
    sheet.addRow([`A-${seed}-${row}`, date, `customer ${(row * 7 + seed) % 40}`, (row % 9) + 1, 1.25 * (row + seed)]);
  }
  await workbook.xlsx.writeFile(path);
  return path;
}

/** Samples until every document is done. */
async function watch(client, pid) {
  const samples = [];
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const { data } = await client.get('/api/documents/stats/summary');
    const { queued, processing } = data.by_status;
    const [{ resident }, children] = await Promise.all([readMemory(pid), readChildren(pid)]);
    samples.push({ done: data.total - queued - processing, worker: resident, children });
    if (queued + processing === 0) return { samples, statistics: data };
    if (Date.now() > deadline) throw new Error(`Not done after ${TIMEOUT_MS / 60_000} minutes`);
    await sleep(SAMPLE_MS);
  }
}

function report(samples, { by_status: byStatus, processing_ms: duration }) {
  const step = Math.ceil(options.documents / 15);
  const rows = [];
  for (let from = 0; from < options.documents; from += step) {
    const within = samples.filter(({ done }) => done >= from && done < from + step);
    if (within.length === 0) continue;
    const children = within.map((sample) => sample.children.reduce((sum, size) => sum + size, 0));
    const worker = median(within.map((sample) => sample.worker));
    rows.push([`${from}–${from + step}`, inMegabytes(worker), inMegabytes(median(children)), bar(worker)]);
  }
  process.stdout.write(`${formatTable([['documents', 'worker MiB', 'its children', ''], ...rows])}\n\n`);
  const steady = samples.filter(({ done }) => done >= options.documents * WARM_UP_SHARE);
  const slope = medianSlope(steady.map(({ done, worker }) => [done, worker])) * 100;
  const peak = Math.max(...samples.map(({ worker }) => worker));
  process.stdout.write(`completed ${byStatus.completed}, failed ${byStatus.failed}, median job ${duration.p50} ms\n`);
  process.stdout.write(`worker at most ${inMegabytes(peak)} MiB; slope after the first third: `);
  process.stdout.write(`${inMegabytes(slope)} MiB per 100 documents\n`);
  return { slope, failed: byStatus.failed };
}

function bar(bytes) {
  return '▪'.repeat(Math.round(bytes / MEBIBYTE / 10)).padEnd(30);
}
