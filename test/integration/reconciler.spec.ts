import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Reconciler } from '../../src/jobs/reconciler.js';
import { JobDispatcher } from '../../src/queue/job-dispatcher.js';
import { instruct } from '../factories.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

describe('the reconciler', () => {
  const suite = serviceSuite();
  let owner: Owner;

  beforeEach(async () => {
    owner = await suite().signUp();
  });

  afterEach(() => suite().stopWorkers());

  /** Taken off the queue, as if it had never been on it; old enough for the reconciler to care. */
  async function forget(jobId: string): Promise<void> {
    await suite().api.app.get(JobDispatcher).withdraw('extraction', jobId);
    await change(jobId, `created_at = now() - interval '3 seconds'`);
  }

  const change = (jobId: string, sql: string): Promise<unknown> =>
    suite().environment.database.client.query(`UPDATE jobs SET ${sql} WHERE id = $1`, [jobId]);

  const state = (jobId: string) => owner.get(`/api/jobs/${jobId}`).then(({ body }) => body.data as { status: string });

  it('dispatches a job that never reached the queue', async () => {
    const { id, job_id } = await owner.upload(instruct('succeed'));
    await forget(job_id);
    await change(job_id, 'dispatched_at = NULL');
    await suite().startWorker(OBEDIENT_CHILD);
    expect(await owner.untilEnd(id)).toMatchObject({ type: 'document_completed' });
  });

  it('dispatches a job that the queue has forgotten', async () => {
    const { id, job_id } = await owner.upload(instruct('succeed'));
    await forget(job_id);
    await change(job_id, `dispatched_at = now() - interval '61 seconds'`);
    await suite().startWorker(OBEDIENT_CHILD);
    expect(await owner.untilEnd(id)).toMatchObject({ type: 'document_completed' });
  });

  it('leaves a job alone that waits its turn', async () => {
    const worker = await suite().startWorker(OBEDIENT_CHILD);
    const { job_id } = await owner.upload(instruct('succeed'));
    await change(job_id, `status = 'queued', dispatched_at = now() - interval '30 seconds'`);
    const before = await suite().value('SELECT dispatched_at FROM jobs WHERE id = $1', [job_id]);
    await worker.module.get(Reconciler, { strict: false }).reconcile();
    expect(await suite().value('SELECT dispatched_at FROM jobs WHERE id = $1', [job_id])).toEqual(before);
  });

  it('takes a job back whose worker gives no sign of life, and has it done', async () => {
    const { id, job_id } = await owner.upload(instruct('succeed'));
    await forget(job_id);
    await change(
      job_id,
      `status = 'running', attempt = 1, attempt_token = gen_random_uuid(), heartbeat_at = now() - interval '11 seconds'`,
    );
    await suite().startWorker(OBEDIENT_CHILD);
    expect(await owner.untilEnd(id)).toMatchObject({ type: 'document_completed' });
    expect((await owner.jobs(id)).find((job) => job.id === job_id)).toMatchObject({ status: 'succeeded', attempt: 2 });
  });

  it('does not touch a job whose worker lives, nor one that somebody is deciding upon', async () => {
    const alive = (await owner.upload(instruct('succeed'))).job_id;
    const held = (await owner.upload(instruct('succeed'))).job_id;
    for (const id of [alive, held]) await forget(id);
    await change(alive, `status = 'running', attempt = 1, heartbeat_at = now() + interval '1 minute'`);
    await change(held, `status = 'running', attempt = 1, heartbeat_at = now() - interval '1 minute'`);
    const { client } = suite().environment.database;
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [held]);
    const worker = await suite().startWorker(OBEDIENT_CHILD);
    await worker.module.get(Reconciler, { strict: false }).reconcile();
    expect([(await state(alive)).status, (await state(held)).status]).toEqual(['running', 'running']);
    await client.query('COMMIT');
    await eventually(async () => {
      expect([(await state(alive)).status, (await state(held)).status]).toEqual(['running', 'succeeded']);
    });
  });

  it('ends a job whose workers were lost in every attempt', async () => {
    const { id, job_id } = await owner.upload(instruct('succeed'));
    await change(
      job_id,
      `status = 'running', attempt = max_attempts, attempt_token = gen_random_uuid(),
       heartbeat_at = now() - interval '11 seconds'`,
    );
    await suite().startWorker(OBEDIENT_CHILD);
    expect(await owner.untilEnd(id)).toMatchObject({ type: 'document_failed', error: { code: 'WORKER_LOST' } });
    expect((await owner.jobs(id))[0]).toMatchObject({ status: 'failed', attempt: 3, max_attempts: 3 });
  });

  it('is one at a time of any number of workers', async () => {
    const { client } = suite().environment.database;
    const { job_id } = await owner.upload(instruct('succeed'));
    await forget(job_id);
    await change(job_id, `status = 'running', attempt = 1, heartbeat_at = now() - interval '1 minute'`);
    await client.query('SELECT pg_advisory_lock(7473201)');
    const worker = await suite().startWorker(OBEDIENT_CHILD);
    await worker.module.get(Reconciler, { strict: false }).reconcile();
    expect((await state(job_id)).status).toBe('running');
    await client.query('SELECT pg_advisory_unlock(7473201)');
    await worker.module.get(Reconciler, { strict: false }).reconcile();
    await eventually(async () => {
      expect((await state(job_id)).status).toBe('succeeded');
    });
  });
});
