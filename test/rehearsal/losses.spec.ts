import { afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { fixture } from '../support/fixture.js';
import { LiveClient, seqsOf } from '../support/live-client.js';
import { NGINX } from '../support/nginx.js';
import type { Owner } from '../support/owner.js';
import { describeWith } from '../support/programs.js';
import { REDIS_SERVER } from '../support/redis-server.js';
import { rehearsalSuite } from '../support/rehearsal-suite.js';
import { Traffic } from '../support/traffic.js';

// Processes start, drain, are killed and given up for dead: real time passes.
jest.setTimeout(240_000);

const PATIENCE_MS = 90_000;
const SMALL = { name: 'small.csv', bytes: Buffer.from('city,cups\nSeoul,1\n') };

describeWith([NGINX, REDIS_SERVER], 'losing parts of three APIs and four workers behind nginx', () => {
  // Longer than nginx keeps an unused connection, and no longer than need be.
  const suite = rehearsalSuite({ SHUTDOWN_DRAIN_SECONDS: '5', WORKER_CONCURRENCY: '1' });
  let owner: Owner;
  let traffic: Traffic | undefined;

  beforeAll(async () => {
    owner = await suite.signUp();
  });

  afterEach(() => traffic?.stop());

  const startTraffic = (): Traffic => {
    traffic = new Traffic(owner.client, owner.token);
    return traffic;
  };

  const untilAllCompleted = (ids: readonly string[]): Promise<void> =>
    eventually(async () => {
      const rows = await suite.query<{ status: string; count: string }>(
        `SELECT status, count(*) FROM jobs WHERE kind = 'extraction' AND document_id = ANY($1) GROUP BY status`,
        [ids],
      );
      expect(rows).toEqual([{ status: 'succeeded', count: String(ids.length) }]);
    }, PATIENCE_MS);

  it('an API: reading goes on without a failure, live connections come back and miss nothing', async () => {
    const [doomed] = suite.rehearsal.apis;
    const sockets = Array.from({ length: 6 }, () => LiveClient.connect(suite.rehearsal.url, owner.token));
    await Promise.all(sockets.map((socket) => socket.untilType('initial_state')));
    const cut: LiveClient[] = [];
    for (const socket of sockets) void socket.closed.then(() => cut.push(socket));
    const readers = startTraffic();

    await doomed?.kill();
    const { id } = await owner.upload(SMALL);
    await Promise.race(sockets.map(({ closed }) => closed));
    // All that were cut were cut at once; nothing tells of the last of them.
    await pause(500);
    const back = cut.map((socket) =>
      LiveClient.connect(suite.rehearsal.url, owner.token, seqsOf(socket.messages).at(-1) ?? 0),
    );
    const pairs = sockets.map((socket) => [socket, back[cut.indexOf(socket)]].filter((one) => one !== undefined));
    for (const pair of pairs) {
      await pair.at(-1)?.untilType('document_completed', id);
      const numbers = pair.flatMap(({ messages }) => seqsOf(messages));
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    }
    await readers.stop();
    expect(readers.failures.filter((failure) => failure.startsWith('GET'))).toEqual([]);
    for (const socket of [...sockets, ...back]) socket.close();
    if (doomed) await suite.rehearsal.startApi(doomed);
  });

  it('a worker: what it was reading is completed by another', async () => {
    const picture = await fixture('s_영수증.png');
    const documents = await Promise.all(
      suite.rehearsal.workers.map((_, index) => owner.upload({ name: `receipt-${index}.png`, bytes: picture })),
    );
    await Promise.all(documents.map(({ id }) => owner.untilProgress(id)));
    const [doomed] = suite.rehearsal.workers;
    await doomed?.kill();
    await untilAllCompleted(documents.map(({ id }) => id));
    if (doomed) await suite.rehearsal.startWorker(doomed);
  });

  it('Redis: what is accepted meanwhile is processed once it is back, and all hear of it', async () => {
    await suite.rehearsal.redis.kill();
    const documents = [await owner.upload(SMALL), await owner.upload(SMALL)];
    await suite.rehearsal.startRedis();
    documents.push(await owner.upload(SMALL));
    await untilAllCompleted(documents.map(({ id }) => id));
    await Promise.all(documents.map(({ id }) => owner.untilEnd(id)));
  });

  it('all APIs and workers, one after the other: no request fails, no document is lost', async () => {
    const users = startTraffic();
    const { apis, workers } = suite.rehearsal;
    const restartWorkers = async (): Promise<void> => {
      for (const worker of workers) {
        expect(await worker.stop()).toBe(0);
        await suite.rehearsal.startWorker(worker);
      }
    };
    const restartApis = async (): Promise<void> => {
      for (const api of apis) {
        expect(await api.stop()).toBe(0);
        await suite.rehearsal.startApi(api);
      }
    };
    await Promise.all([restartApis(), restartWorkers()]);
    await users.stop();
    expect(users.failures).toEqual([]);
    expect(users.uploaded.length).toBeGreaterThan(10);
    await untilAllCompleted(users.uploaded);
  });

  it('none, but gaining an API and a worker: they take part, and no request fails', async () => {
    const users = startTraffic();
    const [api, worker] = await Promise.all([suite.rehearsal.addApi(), suite.rehearsal.addWorker()]);
    await eventually(async () => {
      const newcomer = `127.0.0.1:${api.plan.env.PORT ?? ''}`;
      const served = (await suite.accessRecords()).filter(({ upstream }) => upstream === newcomer);
      expect(served.length).toBeGreaterThan(5);
    }, 20_000);
    await eventually(async () => {
      expect(await worker.readLog()).toMatch(/"job_id"/);
    }, 30_000);
    await users.stop();
    expect(users.failures).toEqual([]);
    await untilAllCompleted(users.uploaded);
  });
});
