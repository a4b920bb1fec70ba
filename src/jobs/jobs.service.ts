import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError, type Failure } from '../common/errors.js';
import type { ReadingOptions } from '../common/reading-options.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { violatedUniqueness } from '../database/constraint-violation.js';
import type { Transaction } from '../database/transactions.js';
import { currentLogContext } from '../logging/log-context.js';
import { JobDispatcher } from '../queue/job-dispatcher.js';
import { currentTraceparent } from '../tracing/tracing.js';
import type { TrackedJobKind, Job } from './job.entity.js';
import { priorityOf } from './job-priority.js';
import { JobMetrics } from './job.metrics.js';
import { JobQuota } from './job-quota.js';
import { JobsRepository, type BacklogRow } from './jobs.repository.js';

export type { BacklogRow };

const CANCELLED: Failure = { code: 'CANCELLED', key: 'failure.cancelled', params: {} };
const ONE_ACTIVE_EXTRACTION = 'jobs_one_active_extraction';

export interface NewJob {
  id?: string;
  kind: TrackedJobKind;
  /** None for work that is not about a single document. */
  documentId?: string;
  userId: string;
  /** Of the file to work on: huge ones wait for small ones. */
  sizeBytes: number;
  /** How an extraction is to read its document. */
  options?: ReadingOptions;
}

/** What other features may do with jobs: order one, cancel, look. Running them is the job runner's. */
@Injectable()
export class JobsService {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly quota: JobQuota,
    private readonly dispatcher: JobDispatcher,
    private readonly metrics: JobMetrics,
    @InjectEnv() private readonly env: Env,
  ) {}

  /**
   * Writes the job down and, once that is committed, puts it on its queue. A queue that is away costs time, not the
   * job: the reconciler dispatches it later. Throws `JOB_ACTIVE` when the document has an unfinished extraction, and
   * `QUOTA_EXCEEDED` or `QUEUE_FULL` for one too many of what users order without end.
   */
  async enqueue(tx: Transaction, job: NewJob): Promise<string> {
    const id = job.id ?? uuidv7();
    const { sizeBytes, ...given } = job;
    const priority = priorityOf(await this.unfinishedBefore(tx, job), sizeBytes);
    const row = {
      ...given,
      id,
      priority,
      maxAttempts: this.env.JOB_MAX_ATTEMPTS,
      createdAt: new Date(),
      requestId: currentLogContext().request_id ?? null,
      traceparent: currentTraceparent(),
    };
    await this.jobs.insert(tx.manager, row).catch((error: unknown) => {
      throw violatedUniqueness(error) === ONE_ACTIVE_EXTRACTION
        ? new AppError('JOB_ACTIVE', 'error.job_active', { cause: error })
        : error;
    });
    tx.afterCommit(async () => {
      await this.dispatcher.dispatch({ kind: job.kind, id, priority });
      await this.jobs.markDispatched(id);
    });
    return id;
  }

  /**
   * Ends what is queued or running for a document, of one kind or of all. A worker in the middle of it finds out with its next heartbeat
   * and kills the child; nothing it still writes counts.
   */
  async cancelUnfinished(tx: Transaction, documentId: string, kind?: TrackedJobKind): Promise<Job[]> {
    const cancelled = await this.jobs.cancelUnfinished(
      tx.manager,
      { documentId, ...(kind ? { kind } : {}) },
      CANCELLED,
    );
    tx.afterCommit(async () => {
      for (const { kind } of cancelled) this.metrics.countFinished(kind, 'cancelled');
      for (const job of cancelled) {
        if (job.status === 'queued') await this.dispatcher.withdraw(job.kind, job.id);
      }
    });
    return cancelled;
  }

  /**
   * Removes a job that is about no document, finished or not, with whatever hangs on its row. A worker in the middle of
   * it finds out with its next heartbeat. The caller holds the job's id (`tx.lock`), as does a worker that finishes it.
   */
  async remove(tx: Transaction, { id, kind }: Pick<Job, 'id' | 'kind'>): Promise<void> {
    await this.jobs.delete(tx.manager, id);
    tx.afterCommit(() => this.dispatcher.withdraw(kind, id));
  }

  /** One's own job; `NOT_FOUND` otherwise. */
  async get(userId: string, id: string): Promise<Job> {
    const job = await this.jobs.findOwned(userId, id);
    if (!job) throw new AppError('NOT_FOUND', 'error.job_not_found', { params: { id } });
    return job;
  }

  /** The history of one's own document, newest first; `NOT_FOUND` when there is no such document. */
  async listForDocument(userId: string, documentId: string): Promise<Job[]> {
    const jobs = await this.jobs.listOwned(userId, documentId);
    // Every document has at least the job it was accepted with.
    if (jobs.length === 0) throw new AppError('NOT_FOUND', 'error.document_not_found', { params: { id: documentId } });
    return jobs;
  }

  /** Throws `QUOTA_EXCEEDED` or `QUEUE_FULL` when the user could not queue another extraction now. */
  assertRoom(userId: string): Promise<void> {
    return this.quota.assertRoom(userId);
  }

  private unfinishedBefore(tx: Transaction, { kind, userId }: NewJob): Promise<number> {
    // Reports on documents follow from extractions, and so are limited with them.
    return kind === 'report'
      ? this.jobs.countUnfinishedOf(userId, kind, tx.manager)
      : this.quota.admit(tx, userId, kind);
  }

  /** How many workers were seen within half a minute. */
  countWorkers(): Promise<number> {
    return this.jobs.countWorkers();
  }

  /** How many jobs are queued or running, and for how long the oldest of them has been. */
  backlog(): Promise<BacklogRow[]> {
    return this.jobs.backlog();
  }
}
