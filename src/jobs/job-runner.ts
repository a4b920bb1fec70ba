import { Injectable, Logger } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import { v4 as uuidv4 } from 'uuid';
import { ChildLostError, describeError, DocumentFault, type Failure, OutageError } from '../common/errors.js';
import { toStorableText } from '../common/text.js';
import { Transactions, type Transaction } from '../database/transactions.js';
import { withLogContext, type LogContext } from '../logging/log-context.js';
import { inSpan, type OpenSpan, type SpanAttributes } from '../tracing/tracing.js';
import type { Job } from './job.entity.js';
import { JobAttempt } from './job-attempt.js';
import { JobMetrics, type AttemptOutcome } from './job.metrics.js';
import { JobsRepository } from './jobs.repository.js';
import { WORKER_NAME } from './worker-name.js';

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

  constructor(
    private readonly jobs: JobsRepository,
    private readonly transactions: Transactions,
    private readonly metrics: JobMetrics,
  ) {}

  /**
   * Called with each delivery. Resolves when there is nothing (more) to do, which includes a job that somebody else
   * has; rejects when the job should be delivered again, with `UnrecoverableError` when it should not. A job that was
   * taken away rejects too: it may be queued again, and as long as this delivery lives there can be no other.
   */
  async run(jobId: string, handler: JobHandler): Promise<void> {
    const job = await this.claim(jobId, handler);
    if (!job) return;
    await withLogContext(logContextOf(job), () => this.measured(job, handler));
  }

  /** Stops what is running, because this worker stops. The jobs are queued again, as if they had not been begun. */
  handBack(): void {
    for (const attempt of this.attempts) attempt.handBack();
  }

  /** Ends this delivery; whoever reconciles next dispatches the job again. */
  private async giveBack(job: Job): Promise<never> {
    await this.transactions.run((tx) => this.jobs.giveBack(tx.manager, job.id, tokenOf(job)));
    this.logger.log(`${job.kind} was handed back in attempt ${job.attempt}: this worker stops`);
    throw new HandedBackError('This worker stops');
  }

  private async claim(jobId: string, handler: JobHandler): Promise<Job | null> {
    return this.transactions.run(async (tx) => {
      const job = await this.jobs.claim(tx.manager, jobId, uuidv4(), WORKER_NAME);
      if (job && isBegun(job)) await handler.onStarted(tx, job);
      return job;
    });
  }

  /** An attempt with its figures, and its place in the trace of what ordered the job. */
  private async measured(job: Job, handler: JobHandler): Promise<void> {
    const begun = performance.now();
    let outcome: AttemptOutcome = 'retried';
    this.metrics.attemptBegins(job.kind);
    try {
      const options = { kind: 'consumer', attributes: attributesOf(job), parent: job.traceparent } as const;
      outcome = await inSpan(`${job.kind} attempt`, options, (span) => {
        this.noteWait(job, span);
        return this.attempt(job, handler);
      });
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      this.metrics.attemptEnds(job.kind, outcome, (performance.now() - begun) / 1_000);
    }
  }

  /** Of the first attempt only: those after it waited for other reasons. */
  private noteWait(job: Job, span: OpenSpan): void {
    if (!job.startedAt || !isBegun(job)) return;
    const [from, to] = [job.createdAt.getTime(), job.startedAt.getTime()];
    this.metrics.observeWait(job.kind, Math.max(to - from, 0) / 1_000);
    span.record('wait in queue', from, to);
  }

  private async attempt(job: Job, handler: JobHandler): Promise<'succeeded' | 'failed'> {
    if (job.attempt > job.maxAttempts) {
      await this.fail(job, handler, {
        code: 'WORKER_LOST',
        key: 'failure.worker_lost',
        params: { attempts: job.maxAttempts },
      });
      return 'failed';
    }
    const attempt = new JobAttempt(job, this.jobs, () => handler.onProgress(job));
    this.attempts.add(attempt);
    attempt.start();
    try {
      const commit = await handler.work(attempt);
      await attempt.quiet();
      await this.succeed(job, commit, attempt.endStages());
      this.logger.log(`${job.kind} succeeded in attempt ${job.attempt}`);
      return 'succeeded';
    } catch (error) {
      if (attempt.handedBack) return await this.giveBack(job);
      return await this.settle(job, handler, error, attempt.lost);
    } finally {
      attempt.stop();
      this.attempts.delete(attempt);
    }
  }

  private async succeed(
    job: Job,
    commit: (tx: Transaction) => Promise<void>,
    stageMs: Record<string, number>,
  ): Promise<void> {
    await this.transactions.run(async (tx) => {
      await tx.lock(job.documentId ?? job.id);
      const { stage, message } = job;
      const outcome = { status: 'succeeded' as const, stage, message, stageMs };
      const mine = await this.jobs.finish(tx.manager, job.id, tokenOf(job), outcome);
      if (!mine) throw new LostAttemptError(job);
      await commit(tx);
    });
    this.metrics.countFinished(job.kind, 'succeeded');
    this.metrics.observeStages(job.kind, stageMs);
  }

  private async settle(job: Job, handler: JobHandler, error: unknown, lost: boolean): Promise<never> {
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
    return this.retryOrFail(job, handler, error);
  }

  private async retryOrFail(job: Job, handler: JobHandler, error: unknown): Promise<never> {
    const reason = toStorableText(describeError(error));
    const childLost = error instanceof ChildLostError;
    const childLosses = job.childLosses + (childLost ? 1 : 0);
    this.logger.error(`${job.kind} attempt ${job.attempt} of ${job.maxAttempts} failed: ${reason}`, errorStack(error));
    if (childLosses >= MAX_CHILD_LOSSES) {
      await this.fail(job, handler, { code: 'WORKER_LOST', key: 'failure.child_lost', params: { times: childLosses } });
      throw new UnrecoverableError(reason);
    }
    const counts = !(error instanceof OutageError);
    if (counts && job.attempt >= job.maxAttempts) {
      await this.fail(job, handler, { code: 'INTERNAL_ERROR', key: 'failure.internal', params: {} });
      throw new UnrecoverableError(reason);
    }
    await this.transactions.run((tx) => this.jobs.release(tx.manager, job.id, tokenOf(job), { childLost, counts }));
    throw new Error(reason);
  }

  private async fail(job: Job, handler: JobHandler, failure: Failure): Promise<void> {
    await this.transactions.run(async (tx) => {
      const { progress, stage, message } = job;
      const outcome = { status: 'failed' as const, progress, stage, message, error: failure };
      if (!(await this.jobs.finish(tx.manager, job.id, tokenOf(job), outcome))) throw new LostAttemptError(job);
      await handler.onFailed(tx, job, failure);
    });
    this.metrics.countFinished(job.kind, 'failed', failure.code);
  }
}

/** The worker stops; the job is queued again. */
class HandedBackError extends UnrecoverableError {}

/** The job is no longer this attempt's: cancelled, deleted, or taken back and claimed by another worker. */
class LostAttemptError extends Error {
  constructor(job: Job) {
    super(`Attempt ${job.attempt} no longer holds job ${job.id}`);
    this.name = 'LostAttemptError';
  }
}

function outcomeOf(error: unknown): AttemptOutcome {
  if (error instanceof HandedBackError) return 'handed_back';
  if (error instanceof LostAttemptError) return 'taken_away';
  return error instanceof UnrecoverableError ? 'failed' : 'retried';
}

function attributesOf({ id, documentId, attempt }: Job): SpanAttributes {
  const attributes = { 'sheaf.job_id': id, 'sheaf.attempt': attempt };
  return documentId === null ? attributes : { ...attributes, 'sheaf.document_id': documentId };
}

function logContextOf(job: Job): LogContext {
  const { id, documentId, userId, attempt, requestId } = job;
  return {
    ...(requestId !== null && { request_id: requestId }),
    job_id: id,
    ...(documentId !== null && { document_id: documentId }),
    user_id: userId,
    attempt,
  };
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
