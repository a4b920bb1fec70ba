import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnrecoverableError } from 'bullmq';
import { ChildLostError, DocumentFault, OutageError } from '../../src/common/errors.js';
import { Transactions } from '../../src/database/transactions.js';
import type { JobAttempt } from '../../src/jobs/job-attempt.js';
import { JobRunner, type JobHandler } from '../../src/jobs/job-runner.js';
import type { JobView } from '../../src/jobs/job.dto.js';
import { JobMetrics } from '../../src/jobs/job.metrics.js';
import { JobsRepository } from '../../src/jobs/jobs.repository.js';
import { instruct } from '../factories.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

type Work = (attempt: JobAttempt) => Promise<void>;

/** Does what it is told and writes down what it was called for. */
class RecordingHandler implements JobHandler {
  readonly calls: string[] = [];
  work: JobHandler['work'];

  constructor(work: Work) {
    this.work = async (attempt) => {
      this.calls.push('work');
      await work(attempt);
      return () => {
        this.calls.push('commit');
        return Promise.resolve();
      };
    };
  }

  onStarted(): Promise<void> {
    this.calls.push('started');
    return Promise.resolve();
  }

  onProgress(): Promise<void> {
    return Promise.resolve();
  }

  onFailed(_tx: unknown, _job: unknown, { code }: { code: string }): Promise<void> {
    this.calls.push(`failed ${code}`);
    return Promise.resolve();
  }
}

const succeed: Work = () => Promise.resolve();

describe('the runner of jobs', () => {
  const suite = serviceSuite();
  let owner: Owner;
  let runner: JobRunner;
  let jobId: string;

  beforeAll(async () => {
    owner = await suite().signUp();
  });

  beforeEach(async () => {
    const { app } = suite().api;
    runner = new JobRunner(app.get(JobsRepository), app.get(Transactions), app.get(JobMetrics));
    jobId = (await owner.upload(instruct('succeed'))).job_id;
  });

  const run = (work: Work): Promise<string[]> => {
    const handler = new RecordingHandler(work);
    return runner.run(jobId, handler).then(() => handler.calls);
  };

  async function job(): Promise<Record<string, unknown>> {
    const { rows } = await suite().environment.database.client.query<Record<string, unknown>>(
      'SELECT * FROM jobs WHERE id = $1',
      [jobId],
    );
    return rows[0] ?? {};
  }

  const change = (sql: string): Promise<unknown> =>
    suite().environment.database.client.query(`UPDATE jobs SET ${sql} WHERE id = $1`, [jobId]);

  /** As if the worker that has the job were dead for long. */
  const stopHeart = (): Promise<unknown> => change(`heartbeat_at = now() - interval '1 minute'`);

  it('gives a job back when the worker stops, as if it had not been begun', async () => {
    const begun = new RecordingHandler(async ({ signal }) => {
      runner.handBack();
      await Promise.reject(signal.reason as Error);
    });
    await expect(runner.run(jobId, begun)).rejects.toBeInstanceOf(UnrecoverableError);
    const job = (await owner.get(`/api/jobs/${jobId}`)).body.data as JobView;
    expect(job).toMatchObject({ status: 'queued', attempt: 0 });
    const next = new RecordingHandler(succeed);
    await runner.run(jobId, next);
    expect([begun.calls, next.calls]).toEqual([
      ['started', 'work'],
      ['work', 'commit'],
    ]);
  });

  it('claims, works and finishes', async () => {
    expect(await run(succeed)).toEqual(['started', 'work', 'commit']);
    expect(await job()).toMatchObject({
      status: 'succeeded',
      attempt: 1,
      progress: 1,
      attempt_token: null,
      error: null,
    });
  });

  it('keeps the stage that was reached last, however short the job was', async () => {
    await run((attempt) => {
      attempt.report({ stage: 'finish', progress: 0.99, message: 'Putting the results together' });
      return Promise.resolve();
    });
    expect(await job()).toMatchObject({ stage: 'finish', message: 'Putting the results together', progress: 1 });
  });

  it('gives the job to one of many who claim it at once', async () => {
    const calls = await Promise.all(Array.from({ length: 8 }, () => run(succeed)));
    expect(calls.filter((of) => of.length > 0)).toEqual([['started', 'work', 'commit']]);
    expect(await job()).toMatchObject({ attempt: 1 });
  });

  it.each(['succeeded', 'failed', 'cancelled'])('does nothing for a job that is %s', async (status) => {
    await change(`status = '${status}'`);
    expect(await run(succeed)).toEqual([]);
  });

  it('does nothing for a job that is gone', async () => {
    await owner.delete(`/api/documents/${String((await job()).document_id)}`);
    expect(await run(succeed)).toEqual([]);
  });

  it('leaves a job alone whose worker lives, and takes it over when the worker is dead', async () => {
    await change(
      `status = 'running', attempt = 1, attempt_token = gen_random_uuid(), started_at = now(), heartbeat_at = now()`,
    );
    expect(await run(succeed)).toEqual([]);
    await stopHeart();
    expect(await run(succeed)).toEqual(['work', 'commit']);
    expect(await job()).toMatchObject({ status: 'succeeded', attempt: 2 });
  });

  it.each<[string, Work]>([
    ['succeeds', succeed],
    ['finds a fault', () => Promise.reject(new DocumentFault('CORRUPT_FILE', 'failure.corrupt'))],
    ['fails', () => Promise.reject(new Error('no such bucket'))],
  ])('lets an attempt that was taken over change nothing when it %s', async (_case, end) => {
    const late = new RecordingHandler(async (attempt) => {
      await stopHeart();
      expect(await run(succeed)).toEqual(['work', 'commit']);
      await end(attempt);
    });
    const before = runner.run(jobId, late);
    await expect(before).rejects.toThrow();
    await expect(before).rejects.not.toThrow(UnrecoverableError);
    expect(late.calls).toEqual(['started', 'work']);
    expect(await job()).toMatchObject({ status: 'succeeded', attempt: 2, error: null });
  });

  it('asks for another delivery of a job that was taken away, for it may be queued again', async () => {
    const taken = run(async ({ signal }) => {
      await change(`status = 'queued', attempt_token = NULL`);
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    });
    await expect(taken).rejects.toThrow(/no longer holds/);
    expect(await run(succeed)).toEqual(['work', 'commit']);
  });

  it('ends a job for a fault of its file at once', async () => {
    const handler = new RecordingHandler(() =>
      Promise.reject(new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_pages', { actual: 3, limit: 2 })),
    );
    await expect(runner.run(jobId, handler)).rejects.toThrow(UnrecoverableError);
    expect(handler.calls).toEqual(['started', 'work', 'failed LIMIT_EXCEEDED']);
    expect(await job()).toMatchObject({
      status: 'failed',
      attempt: 1,
      error: { code: 'LIMIT_EXCEEDED', key: 'failure.limit_pages', params: { actual: 3, limit: 2 } },
    });
  });

  it('tries again after a fault of the world, three times', async () => {
    const outage: Work = () => Promise.reject(new Error('no such \u0000 bucket'));
    await expect(run(outage)).rejects.toThrow('no such  bucket');
    expect(await job()).toMatchObject({ status: 'queued', attempt: 1, attempt_token: null });
    await expect(run(outage)).rejects.not.toThrow(UnrecoverableError);
    await expect(run(outage)).rejects.toThrow(UnrecoverableError);
    expect(await job()).toMatchObject({ status: 'failed', attempt: 3, error: { code: 'INTERNAL_ERROR' } });
  });

  it('waits for what is away without counting how often it has asked', async () => {
    const outage = new OutageError('the scanner is away', null);
    for (let round = 0; round < 5; round += 1)
      await expect(run(() => Promise.reject(outage))).rejects.toThrow('the scanner is away');
    expect(await job()).toMatchObject({ status: 'queued', attempt: 0, attempt_token: null, error: null });
    expect(await run(succeed)).toEqual(['work', 'commit']);
    expect(await job()).toMatchObject({ status: 'succeeded', attempt: 1 });
  });

  it('starts each attempt at the beginning, and tells of the start once', async () => {
    await expect(
      run((attempt) => {
        attempt.report({ stage: 'text', progress: 0.7, message: '' });
        return Promise.reject(new Error('no such bucket'));
      }),
    ).rejects.toThrow();
    const seen: unknown[] = [];
    const calls = await run(async () => {
      seen.push(await job());
    });
    expect(seen).toEqual([expect.objectContaining({ progress: 0, stage: null, attempt: 2 })]);
    expect(calls).toEqual(['work', 'commit']);
  });

  it('sets a file aside that has taken its process down twice', async () => {
    const dies: Work = () => Promise.reject(new ChildLostError(null, 'SIGSEGV', ''));
    await expect(run(dies)).rejects.not.toThrow(UnrecoverableError);
    await expect(run(dies)).rejects.toThrow(UnrecoverableError);
    expect(await job()).toMatchObject({ status: 'failed', attempt: 2, error: { key: 'failure.child_lost' } });
  });

  it('gives up a job whose workers were lost in every attempt', async () => {
    await change(`attempt = max_attempts, started_at = now() - interval '1 minute'`);
    expect(await run(succeed)).toEqual(['failed WORKER_LOST']);
    expect(await job()).toMatchObject({ status: 'failed', attempt: 3, error: { code: 'WORKER_LOST' } });
  });

  it('undoes the end of a job whose results cannot be written', async () => {
    const handler = new RecordingHandler(succeed);
    handler.work = () => Promise.resolve(() => Promise.reject(new Error('the disk of the database is full')));
    await expect(runner.run(jobId, handler)).rejects.toThrow('the disk of the database is full');
    expect(await job()).toMatchObject({ status: 'queued', attempt: 1 });
  });
});

describe('two workers with the same delivery', () => {
  const suite = serviceSuite();

  it('give one result, one report and one message', async () => {
    const service = suite();
    const owner = await service.signUp();
    const { id, job_id } = await owner.upload(instruct('steps 3'));
    const workers = await Promise.all([service.startWorker(OBEDIENT_CHILD), service.startWorker(OBEDIENT_CHILD)]);
    const { ExtractionProcessor } = await import('../../src/extractions/extraction.processor.js');
    const deliveries = workers.map(({ module }) =>
      module.get(ExtractionProcessor, { strict: false }).process({ data: { job_id } } as never),
    );
    await Promise.all(deliveries);
    await owner.live.untilType('report_ready', id);
    expect(owner.live.statesOf(id)).toEqual(['document_queued', 'document_processing', 'document_completed']);
    expect(await service.count('extractions', 'document_id = $1', [id])).toBe(1);
    expect(await service.count('reports', 'document_id = $1', [id])).toBe(1);
    expect(await service.count('notifications', `type = 'document_completed'`)).toBe(1);
    expect((await owner.jobs(id)).map(({ kind, attempt }) => [kind, attempt])).toEqual([
      ['report', 1],
      ['extraction', 1],
    ]);
  });
});
