import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { instruct } from '../factories.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { isAlive } from '../support/processes.js';
import { processesSuite } from '../support/processes-suite.js';

// Processes start, are killed and given up for dead: real time passes.
jest.setTimeout(150_000);

const ROUNDS = 4;
const WORKERS = 5;
const RECOVERY_MS = 25_000;
const ONCE = ['document_queued', 'document_processing', 'document_completed'];

describe('workers that are killed in the middle of their jobs', () => {
  const suite = processesSuite();
  let owner: Owner;

  beforeAll(async () => {
    owner = await suite.signUp(await suite.start('main'));
  });

  it('twenty times: lose no document, and give each one result within 25 seconds', async () => {
    const ids: string[] = [];
    let workers = await suite.startMany('obedient-worker', WORKERS, { WORKER_CONCURRENCY: '1' });
    for (let round = 1; round <= ROUNDS; round += 1) {
      const go = join(suite.environment.directory, `go-${round}`);
      const documents = await Promise.all(workers.map(() => owner.upload(instruct(`wait ${go}`))));
      await untilBegun(documents.map(({ job_id }) => job_id));
      const children = workers.flatMap((worker) => worker.children());
      await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
      writeFileSync(go, '');
      workers = await suite.startMany('obedient-worker', WORKERS, { WORKER_CONCURRENCY: '1' });
      // How long processes take to start is the machine's affair.
      const readyAt = Date.now();
      await Promise.all(documents.map(({ id }) => owner.untilEnd(id)));
      expect(Date.now() - readyAt).toBeLessThan(RECOVERY_MS);
      expect(children.filter(isAlive)).toEqual([]);
      ids.push(...documents.map(({ id }) => id));
    }
    expect(ids).toHaveLength(ROUNDS * WORKERS);
    for (const id of ids) {
      await owner.live.untilType('report_ready', id);
      expect(owner.live.statesOf(id)).toEqual(ONCE);
      expect(await suite.count('extractions', 'document_id = $1', [id])).toBe(1);
      expect(await suite.count('reports', 'document_id = $1', [id])).toBe(1);
    }
    await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
  });

  /** As the rows tell it: live progress is a courtesy that may be missed. */
  async function untilBegun(jobIds: string[]): Promise<void> {
    await eventually(async () => {
      const begun = await suite.count('jobs', `id = ANY($1) AND status = 'running' AND progress > 0`, [jobIds]);
      expect(begun).toBe(jobIds.length);
    }, 20_000);
  }
});

describe('children that misbehave', () => {
  const suite = processesSuite();

  it('are killed for a named reason, and their neighbours finish', async () => {
    const owner = await suite.signUp(await suite.start('main'));
    const limits = { WORKER_CONCURRENCY: '4', JOB_TIMEOUT_SECONDS: '4', JOB_MEMORY_MB: '256' };
    const worker = await suite.start('obedient-worker', limits);
    const bad = await Promise.all((['loop', 'eat', 'exit'] as const).map((order) => owner.upload(instruct(order))));
    const good = await Promise.all(Array.from({ length: 6 }, () => owner.upload(instruct('steps 3'))));
    await Promise.all([...bad, ...good].map(({ id }) => owner.untilEnd(id)));
    const ends = await Promise.all(bad.map(async ({ id }) => (await owner.document(id)).error?.code));
    expect(ends).toEqual(['TIMED_OUT', 'OUT_OF_MEMORY', 'WORKER_LOST']);
    for (const { id } of good) expect(owner.live.statesOf(id)).toEqual(ONCE);
    expect(await worker.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

describe('a thousand documents of one user', () => {
  const suite = processesSuite();
  const BATCH = 20;

  it('do not keep another waiting', async () => {
    const api = await suite.start('main');
    const [busy, brief] = [await suite.signUp(api), await suite.signUp(api)];
    for (let batch = 0; batch < 1_000 / BATCH; batch += 1) await uploadBatch(busy);
    const worker = await suite.start('obedient-worker');
    const single = await brief.upload(instruct('succeed'));
    await brief.untilEnd(single.id);
    const done = await suite.count('jobs', `user_id = $1 AND kind = 'extraction' AND status = 'succeeded'`, [
      busy.user.id,
    ]);
    expect(done).toBeLessThan(100);
    await worker.stop('SIGKILL');
  });

  async function uploadBatch(owner: Owner): Promise<void> {
    const body = new FormData();
    for (let file = 0; file < BATCH; file += 1) {
      const { name, bytes } = instruct('succeed');
      body.append('files', new Blob([new Uint8Array(bytes)]), name);
    }
    const headers = { authorization: `Bearer ${owner.token}` };
    const url = `${owner.client.baseUrl}/api/documents/upload/batch`;
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(202);
  }
});

describe('processes that are told to stop under load', () => {
  const suite = processesSuite();
  const GRACE_S = 3;
  /** One of the jobs would never end; beyond the grace there is only what a busy machine takes. */
  const SLACK_S = 12;

  it('end in time, and leave nothing running', async () => {
    const api = await suite.start('main');
    const owner = await suite.signUp(api);
    const workers = await suite.startMany('obedient-worker', 2, { SHUTDOWN_GRACE_SECONDS: String(GRACE_S) });
    const documents = await Promise.all([
      owner.upload(instruct(`wait ${join(suite.environment.directory, 'never')}`)),
      ...Array.from({ length: 40 }, () => owner.upload(instruct('steps 8'))),
    ]);
    await eventually(async () => {
      const begun = await suite.count('jobs', `id = $1 AND status = 'running' AND progress > 0`, [documents[0].job_id]);
      expect(begun).toBe(1);
    }, 20_000);
    const stoppedAt = Date.now();
    const children = workers.flatMap((worker) => worker.children());
    const ends = await Promise.all([...workers, api].map((process) => process.stop('SIGTERM')));
    expect(Date.now() - stoppedAt).toBeLessThan((GRACE_S + SLACK_S) * 1_000);
    expect(ends).toEqual(ends.map(() => ({ code: 0, signal: null })));
    expect(await suite.count('jobs', `status = 'running'`)).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    expect(await suite.count('jobs', `status = 'queued'`)).toBeGreaterThan(0);
  });
});
