import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import type { MessageKey } from '../common/messages/messages.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Transaction } from '../database/transactions.js';
import type { TrackedJobKind } from './job.entity.js';
import { JobsRepository } from './jobs.repository.js';

/** What users order themselves, as often as they like. */
export type LimitedJobKind = Exclude<TrackedJobKind, 'report'>;

/** Counting a long queue takes milliseconds, so its length may be that old. */
const QUEUE_LENGTH_AGE_MS = 1_000;
/** By then some of the jobs are done. */
const RETRY_AFTER_SECONDS = 15;

const EXCEEDED: Record<LimitedJobKind, MessageKey> = {
  extraction: 'error.quota_exceeded',
  collection_report: 'error.report_quota_exceeded',
};

/** Keeps any one user, and all of them together, from queueing more than can be worked off. */
@Injectable()
export class JobQuota {
  private readonly queueLengths = new Map<LimitedJobKind, { count: number; at: number }>();

  constructor(
    private readonly jobs: JobsRepository,
    @InjectEnv() private readonly env: Env,
  ) {}

  /**
   * Throws `QUOTA_EXCEEDED` when the user has as many unfinished extractions as is allowed, `QUEUE_FULL` when all users
   * together have. To be asked before bytes are received for nothing.
   */
  async assertRoom(userId: string): Promise<void> {
    this.check('extraction', await this.jobs.countUnfinishedOf(userId, 'extraction'));
    await this.assertQueueHasRoom('extraction');
  }

  /**
   * {@link assertRoom} for the transaction that queues one more of its kind, which then holds the user's quota until its
   * end: of any number at once none gets over the limit. Resolves to how many unfinished ones there are.
   */
  async admit(tx: Transaction, userId: string, kind: LimitedJobKind): Promise<number> {
    // Over the transaction's own connection: if each of many waited for a second one, none would be left in the pool.
    await this.assertQueueHasRoom(kind, tx);
    await tx.lock(`quota:${userId}`);
    const unfinished = await this.jobs.countUnfinishedOf(userId, kind, tx.manager);
    this.check(kind, unfinished);
    return unfinished;
  }

  private check(kind: LimitedJobKind, unfinished: number): void {
    const limit = kind === 'extraction' ? this.env.MAX_ACTIVE_JOBS_PER_USER : this.env.MAX_ACTIVE_REPORTS_PER_USER;
    if (unfinished < limit) return;
    const retryAfterSeconds = RETRY_AFTER_SECONDS;
    throw new AppError('QUOTA_EXCEEDED', EXCEEDED[kind], { params: { limit }, retryAfterSeconds });
  }

  private async assertQueueHasRoom(kind: LimitedJobKind, tx?: Transaction): Promise<void> {
    const now = Date.now();
    let length = this.queueLengths.get(kind);
    if (!length || now - length.at > QUEUE_LENGTH_AGE_MS) {
      length = { count: await this.jobs.countQueued(kind, tx?.manager), at: now };
      this.queueLengths.set(kind, length);
    }
    if (length.count < this.env.MAX_QUEUED_JOBS) return;
    throw new AppError('QUEUE_FULL', 'error.queue_full', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
