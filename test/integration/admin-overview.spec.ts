import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AdminOverview } from '../../src/admin/admin-overview.types.js';
import { instruct } from '../factories.js';
import type { TestUser } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

describe('the overview of administrators', () => {
  const suite = serviceSuite();
  let owner: Owner;
  let admin: TestUser;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
    admin = await owner.client.signUp();
    await suite().environment.database.client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.id]);
    for (const file of [instruct('succeed'), instruct('succeed'), instruct('exit')]) await owner.process(file);
    await suite().stopWorkers();
    await owner.upload(instruct('succeed'));
  }, 60_000);

  async function overview(query = ''): Promise<AdminOverview> {
    const { status, body } = await owner.client.get(`/api/admin/overview${query}`, admin.accessToken);
    expect([status, body.error_code]).toEqual([200, undefined]);
    return body.data as AdminOverview;
  }

  it('is closed to users, and to anyone', async () => {
    const refused = await owner.get('/api/admin/overview');
    expect([refused.status, refused.body.error_code]).toEqual([403, 'FORBIDDEN']);
    const korean = await owner.client.get('/api/v1/admin/overview', owner.token, { 'accept-language': 'ko' });
    expect([korean.status, korean.body.message]).toEqual([403, '관리자만 할 수 있습니다']);
    expect((await owner.client.get('/api/admin/overview')).status).toBe(401);
  });

  it('tells what was done in the period, in steps', async () => {
    const { period, throughput, failures } = await overview();
    expect(period).toBe('24h');
    expect(throughput).toMatchObject({ accepted: 4, succeeded: 2, failed: 1, cancelled: 0 });
    expect(throughput.steps.length).toBeGreaterThanOrEqual(24);
    expect(throughput.steps.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(4);
    expect(failures).toEqual([{ kind: 'extraction', code: 'WORKER_LOST', count: 1 }]);
  });

  it('tells how long jobs and their stages took', async () => {
    await eventually(async () => {
      const { durations, stages } = await overview('?period=1h');
      expect(durations).toContainEqual({
        kind: 'extraction',
        wait: { count: 2, p50_ms: expect.any(Number), p95_ms: expect.any(Number) },
        work: { count: 2, p50_ms: expect.any(Number), p95_ms: expect.any(Number) },
      });
      const names = stages.filter(({ kind }) => kind === 'extraction').map(({ stage }) => stage);
      expect(names.sort()).toEqual(['fetch', 'obey', 'store']);
    });
  });

  it('tells who keeps it busy, what waits, and what is stored', async () => {
    const { busiest_users, queue, storage } = await overview();
    expect(busiest_users).toEqual([
      { user_id: owner.user.id, username: owner.user.username, documents: 4, bytes: expect.any(Number) },
    ]);
    expect(queue).toContainEqual({
      kind: 'extraction',
      queued: 1,
      running: 0,
      oldest_queued_seconds: expect.any(Number),
    });
    expect(storage).toMatchObject({ documents: 4 });
    expect(storage.original_bytes).toBe(busiest_users[0]?.bytes);
  });

  it('tells which workers there are, and which have vanished', async () => {
    await suite().environment.database.client.query(
      `INSERT INTO workers (name, version, concurrency, seen_at) VALUES
       ('here:1', '1', 2, now()), ('vanished:1', '1', 2, now() - interval '1 hour')`,
    );
    const { workers } = await overview();
    expect(workers.map(({ name, alive, running }) => [name, alive, running])).toEqual([
      ['here:1', true, 0],
      ['vanished:1', false, 0],
    ]);
  });

  it('refuses a period that it does not know', async () => {
    const { status, body } = await owner.client.get('/api/admin/overview?period=5y', admin.accessToken);
    expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
  });

  it('has its figures from the indexes', async () => {
    const { client } = suite().environment.database;
    await client.query('SET enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT count(*) FROM jobs WHERE finished_at >= now() - interval '1 hour'`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('jobs_finished');
  });
});
