import { Injectable, Logger } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import { hostname } from 'node:os';
import { v4 as uuidv4 } from 'uuid';
import { ChildLostError, describeError, DocumentFault, type Failure } from '../common/errors.js';
import { toStorableText } from '../common/text.js';
import { Transactions, type Transaction } from '../database/transactions.js';
import { withLogContext } from '../logging/log-context.js';
import type { Job } from './job.entity.js';
import { JobAttempt } from './job-attempt.js';
import { JobsRepository } from './jobs.repository.js';

const MAX_CHILD_LOSSES = 2;

/** What one kind of job does. Every hook may run again in a later attempt and must then leave the same result. */
export interface JobHandler {
  /** With the first claim. */
  onStarted(tx: Transaction, job: Job): Promise<void>;
  /** The work. What it returns is called in the transaction that makes the job `succeeded`. */
  work(attempt: JobAttempt): Promise<(tx: Transaction) => Promise<void>>;
  /** How far the attempt is: at each whole percent at most, ten times a second at most. */
  onProgress(job: Job): Promise<void>;
  /** In the transaction that makes the job `failed`. */
  onFailed(tx: Transaction, job: Job, failure: Failure): Promise<void>;
}

/** Runs an attempt at a job: claim, heartbeat, work, and one fenced transaction that ends it. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  private readonly attempts = new Set<JobAttempt>();
  private readonly worker = `${hostname()}:${process.pid}`.slice(0, 100);

  constructor(
    private readonly jobs: JobsRepository,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Called with each delivery. Resolves when there is nothing (more) to do, which includes a job that somebody else
   * has; rejects when the job should be delivered again, with `UnrecoverableError` when it should not. A job that was
   * taken away rejects too: it may be queued again, and as long as this delivery lives there can be no other.
   */
  async run(jobId: string, handler: JobHandler): Promise<void> {
    const job = await this.claim(jobId, handler);
    if (!job) return;
    const { id, documentId, userId } = job;
    const subject = documentId === null ? {} : { document_id: documentId };
    const context = { job_id: id, ...subject, user_id: userId, attempt: job.attempt };
    await withLogContext(context, () => this.attempt(job, handler));
  }

  /** Stops what is running, because this worker stops. The jobs are queued again, as if they had not been begun. */
  handBack(): void {
    for (const attempt of this.attempts) attempt.handBack();
  }

  /** Ends this delivery; whoever reconciles next dispatches the job again. */
  private async giveBack(job: Job): Promise<never> {
    await this.transactions.run((tx) => this.jobs.giveBack(tx.manager, job.id, tokenOf(job)));
    this.logger.log(`${job.kind} was handed back in attempt ${job.attempt}: this worker stops`);
    throw new UnrecoverableError('This worker stops');
  }

  private async claim(jobId: string, handler: JobHandler): Promise<Job | null> {
    return this.transactions.run(async (tx) => {
      const job = await this.jobs.claim(tx.manager, jobId, uuidv4(), this.worker);
      if (job && isBegun(job)) await handler.onStarted(tx, job);
      return job;
    });
  }

  private async attempt(job: Job, handler: JobHandler): Promise<void> {
    if (job.attempt > job.maxAttempts) {
      await this.fail(job, handler, {
        code: 'WORKER_LOST',
        key: 'failure.worker_lost',
        params: { attempts: job.maxAttempts },
      });
      return;
    }
    const attempt = new JobAttempt(job, this.jobs, () => handler.onProgress(job));
    this.attempts.add(attempt);
    attempt.start();
    try {
      const commit = await handler.work(attempt);
      await attempt.quiet();
      await this.succeed(job, commit);
      this.logger.log(`${job.kind} succeeded in attempt ${job.attempt}`);
    } catch (error) {
      if (attempt.handedBack) await this.giveBack(job);
      await this.settle(job, handler, error, attempt.lost);
    } finally {
      attempt.stop();
      this.attempts.delete(attempt);
    }
  }

  private async succeed(job: Job, commit: (tx: Transaction) => Promise<void>): Promise<void> {
    await this.transactions.run(async (tx) => {
      await tx.lock(job.documentId ?? job.id);
      const { stage, message } = job;
      const mine = await this.jobs.finish(tx.manager, job.id, tokenOf(job), { status: 'succeeded', stage, message });
      if (!mine) throw new LostAttemptError(job);
      await commit(tx);
    });
  }

  private async settle(job: Job, handler: JobHandler, error: unknown, lost: boolean): Promise<void> {
    if (lost || error instanceof LostAttemptError) {
      this.logger.log(
        `${job.kind} was taken from attempt ${job.attempt}: cancelled, deleted or given to another worker`,
      );
      throw error instanceof LostAttemptError ? error : new LostAttemptError(job);
    }
    if (error instanceof DocumentFault) {
      this.logger.log(`${job.kind} failed: ${error.code}`);
      await this.fail(job, handler, error.toFailure());
      throw new UnrecoverableError(error.code);
    }
    await this.retryOrFail(job, handler, error);
  }

  private async retryOrFail(job: Job, handler: JobHandler, error: unknown): Promise<void> {
    const reason = toStorableText(describeError(error));
    const childLost = error instanceof ChildLostError;
    const childLosses = job.childLosses + (childLost ? 1 : 0);
    this.logger.error(`${job.kind} attempt ${job.attempt} of ${job.maxAttempts} failed: ${reason}`, errorStack(error));
    if (childLosses >= MAX_CHILD_LOSSES) {
      await this.fail(job, handler, { code: 'WORKER_LOST', key: 'failure.child_lost', params: { times: childLosses } });
      throw new UnrecoverableError(reason);
    }
    if (job.attempt >= job.maxAttempts) {
      await this.fail(job, handler, { code: 'INTERNAL_ERROR', key: 'failure.internal', params: {} });
      throw new UnrecoverableError(reason);
    }
    await this.transactions.run((tx) => this.jobs.release(tx.manager, job.id, tokenOf(job), childLost));
    throw new Error(reason);
  }

  private async fail(job: Job, handler: JobHandler, failure: Failure): Promise<void> {
    await this.transactions.run(async (tx) => {
      const { progress, stage, message } = job;
      const outcome = { status: 'failed' as const, progress, stage, message, error: failure };
      if (!(await this.jobs.finish(tx.manager, job.id, tokenOf(job), outcome))) throw new LostAttemptError(job);
      await handler.onFailed(tx, job, failure);
    });
  }
}

/** The job is no longer this attempt's: cancelled, deleted, or taken back and claimed by another worker. */
class LostAttemptError extends Error {
  constructor(job: Job) {
    super(`Attempt ${job.attempt} no longer holds job ${job.id}`);
    this.name = 'LostAttemptError';
  }
}

/** A claim notes both times at once, the first of them only when there is none yet. */
function isBegun({ startedAt, heartbeatAt }: Job): boolean {
  return startedAt?.getTime() === heartbeatAt?.getTime();
}

function tokenOf(job: Job): string {
  if (job.attemptToken === null) throw new Error(`Job ${job.id} was not claimed`);
  return job.attemptToken;
}

function errorStack(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
