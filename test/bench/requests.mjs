/** Requests per second of one API process, from one client on the same machine: to be compared, not to be believed. */
import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import { readCommandLine } from './command-line.mjs';
import { describeMachine, formatTable, median } from './figures.mjs';
import { load } from './load.mjs';
import { withService } from './service.mjs';

const ROUNDS = 3;
const SMALL_SIDE = 100;
/** Count and never refuse. */
const LIMITS = {
  RATE_LIMIT_ENABLED: 'true',
  RATE_LIMIT_USER_REQUESTS: '100000000',
  RATE_LIMIT_ADDRESS_REQUESTS: '100000000',
};

const options = readCommandLine('Measures requests per second of one API process.', {
  seconds: { type: 'string', default: '4', min: 1, max: 60, help: 'duration of each measurement' },
  connections: { type: 'string', default: '16', min: 1, max: 128, help: 'requests at the same time' },
  limited: {
    type: 'boolean',
    default: false,
    help: 'beside another that counts against limits that are never reached',
  },
  documents: { type: 'string', default: '200', min: 20, max: 2000, help: 'documents in the list' },
});

process.stdout.write(`${describeMachine()}\n`);
await withService({ dist: options.dist, variables: { LOG_LEVEL: 'warn' } }, measure);

async function measure(service) {
  const { client } = await service.startApi();
  await client.signUp();
  const { authorization } = client;
  const limited = options.limited ? (await service.startApi(LIMITS)).client : null;
  const file = await makePicture(join(service.directory, 'small.png'));
  const uploads = await uploadAll(client, file);
  const { id } = (await client.get('/api/documents/?page_size=1')).data[0];
  const rows = [['uploads of 30 kB', uploads.toFixed(0), '', ...(limited === null ? [] : [''])]];
  for (const [name, path] of [
    ['health', '/health/live'],
    ['me', '/api/users/me'],
    ['list of 20', '/api/documents/?page_size=20'],
    ['one document', `/api/documents/${id}`],
  ]) {
    const rounds = [];
    const ratios = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const durations = await load(client, path, options);
      rounds.push(durations);
      if (limited === null) continue;
      const counted = await load({ port: limited.port, authorization }, path, options);
      ratios.push(counted.length / durations.length);
    }
    const perSecond = median(rounds.map((durations) => durations.length / options.seconds));
    const row = [name, perSecond.toFixed(0), `${median(rounds.flat()).toFixed(1)} ms`];
    rows.push(limited === null ? row : [...row, median(ratios).toFixed(2)]);
  }
  const titles = ['', 'per second', 'median', ...(limited === null ? [] : ['with limits'])];
  process.stdout.write(`\n${formatTable([titles, ...rows])}\n`);
}

/** Uploads as many as the list is to hold; returns how many a second. No worker runs, so that nothing else does. */
async function uploadAll(client, file) {
  const startedAt = performance.now();
  let left = options.documents;
  const upload = async () => {
    while (left > 0) {
      left -= 1;
      await client.upload(file);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.connections, 8) }, upload));
  return options.documents / ((performance.now() - startedAt) / 1000);
}

async function makePicture(path) {
  const pixels = randomFillSync(Buffer.alloc(SMALL_SIDE * SMALL_SIDE * 3));
  const raw = { width: SMALL_SIDE, height: SMALL_SIDE, channels: 3 };
  await sharp(pixels, { raw }).png({ compressionLevel: 0 }).toFile(path);
  return path;
}
