/** What uploads of 50 MB add to the memory of the API process. Linux only: the figures are those of /proc. */
import { randomFillSync } from 'node:crypto';
import { Buffer } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { readCommandLine } from './command-line.mjs';
import { conclude, describeMachine, formatTable, inMegabytes, median } from './figures.mjs';
import { readMemory, resetPeak } from './memory.mjs';
import { withService } from './service.mjs';

const MEBIBYTE = 1024 * 1024;
const ALLOWED_BYTES = 20 * MEBIBYTE;
/** Until what a request leaves behind is freed, as far as it ever is. */
const SETTLE_MS = 1_500;
const CHANNELS = 3;

const options = readCommandLine('Measures what large uploads add to the memory of the API.', {
  processes: { type: 'string', default: '3', min: 1, max: 10, help: 'API processes to measure, one after the other' },
  uploads: { type: 'string', default: '4', min: 1, max: 20, help: 'large uploads to each process' },
  size: { type: 'string', default: '50', min: 1, max: 500, help: 'size of the file in MiB' },
  'warm-up': { type: 'string', default: '20', min: 0, max: 500, help: 'small uploads before the first large one' },
});

process.stdout.write(`${describeMachine()}\n`);
await withService({ dist: options.dist, variables: { MAX_UPLOAD_SIZE: String(1024 * MEBIBYTE) } }, measure);

async function measure(service) {
  const large = await makeNoise(join(service.directory, 'large.png'), options.size * MEBIBYTE);
  const small = await makeNoise(join(service.directory, 'small.png'), 30 * 1024);
  const { size } = await stat(large);
  process.stdout.write(`A PNG of ${inMegabytes(size)} MiB, after ${options['warm-up']} small uploads. All in MiB.\n\n`);
  const runs = [];
  for (let process = 1; process <= options.processes; process += 1) {
    runs.push(...(await measureProcess(service, { process, large, small })));
  }
  report(runs);
}

/** A new process each time, since memory that was taken once is used again by the next upload. */
async function measureProcess(service, { process, large, small }) {
  const api = await service.startApi();
  await api.client.signUp();
  for (let count = 0; count < options['warm-up']; count += 1) await api.client.upload(small);
  const runs = [];
  for (let upload = 1; upload <= options.uploads; upload += 1) {
    runs.push({ process, upload, ...(await measureUpload(api, large)) });
  }
  await api.stop();
  return runs;
}

async function measureUpload({ pid, client }, file) {
  await sleep(SETTLE_MS);
  await resetPeak(pid);
  const before = await readMemory(pid);
  const startedAt = Date.now();
  await client.upload(file);
  const seconds = (Date.now() - startedAt) / 1000;
  await sleep(SETTLE_MS);
  const after = await readMemory(pid);
  return {
    before: before.resident,
    peak: after.peak - before.resident,
    after: after.resident - before.resident,
    seconds,
  };
}

/** A valid picture of noise that cannot be made smaller, so that its size is known. */
async function makeNoise(path, bytes) {
  const side = Math.ceil(Math.sqrt(bytes / CHANNELS));
  const pixels = randomFillSync(Buffer.allocUnsafe(side * side * CHANNELS));
  const raw = { width: side, height: side, channels: CHANNELS };
  await sharp(pixels, { raw }).png({ compressionLevel: 0 }).toFile(path);
  return path;
}

function report(runs) {
  const titles = ['process', 'upload', 'before', 'added at peak', 'added after', 'seconds'];
  const rows = runs.map(({ process, upload, before, peak, after, seconds }) => [
    process,
    upload,
    ...[before, peak, after].map(inMegabytes),
    seconds.toFixed(2),
  ]);
  process.stdout.write(`${formatTable([titles, ...rows])}\n\n`);
  const first = median(runs.filter(({ upload }) => upload === 1).map(({ peak }) => peak));
  const all = median(runs.map(({ peak }) => peak));
  const kept = median(runs.filter(({ upload }) => upload === 1).map(({ after }) => after));
  process.stdout.write(`Median added at the peak: first upload ${inMegabytes(first)}, all ${inMegabytes(all)}\n`);
  process.stdout.write(`Median still there after the first upload: ${inMegabytes(kept)}\n`);
  const passed = first < ALLOWED_BYTES && all < ALLOWED_BYTES;
  conclude(passed, `an upload of ${options.size} MiB adds ${inMegabytes(Math.max(first, all))} MiB of 20 allowed`);
}
