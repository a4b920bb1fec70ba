import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Transaction } from '../database/transactions.js';
import { JobsRepository } from './jobs.repository.js';

/** Counting a long queue takes milliseconds, so its length may be that old. */
const QUEUE_LENGTH_AGE_MS = 1_000;
/** By then some of the jobs are done. */
const RETRY_AFTER_SECONDS = 15;

/** Keeps any one user, and all of them together, from queueing more than can be worked off. */
@Injectable()
export class JobQuota {
  private queueLength = { count: 0, at: -Infinity };

  constructor(
    private readonly jobs: JobsRepository,
    @InjectEnv() private readonly env: Env,
  ) {}

  /**
   * Throws `QUOTA_EXCEEDED` when the user has as many unfinished extractions as is allowed, `QUEUE_FULL` when all users
   * together have. To be asked before bytes are received for nothing.
   */
  async assertRoom(userId: string): Promise<void> {
    this.check(await this.jobs.countUnfinishedOf(userId, 'extraction'));
    await this.assertQueueHasRoom();
  }

  /**
   * {@link assertRoom} for the transaction that queues one more, which then holds the user's quota until its end: of
   * any number at once none gets over the limit. Resolves to how many unfinished ones there are.
   */
  async admit(tx: Transaction, userId: string): Promise<number> {
    // Over the transaction's own connection: if each of many waited for a second one, none would be left in the pool.
    await this.assertQueueHasRoom(tx);
    await tx.lock(`quota:${userId}`);
    const unfinished = await this.jobs.countUnfinishedOf(userId, 'extraction', tx.manager);
    this.check(unfinished);
    return unfinished;
  }

  private check(unfinished: number): void {
    const limit = this.env.MAX_ACTIVE_JOBS_PER_USER;
    if (unfinished < limit) return;
    const retryAfterSeconds = RETRY_AFTER_SECONDS;
    throw new AppError('QUOTA_EXCEEDED', 'error.quota_exceeded', { params: { limit }, retryAfterSeconds });
  }

  private async assertQueueHasRoom(tx?: Transaction): Promise<void> {
    const now = Date.now();
    if (now - this.queueLength.at > QUEUE_LENGTH_AGE_MS) {
      this.queueLength = { count: await this.jobs.countQueued('extraction', tx?.manager), at: now };
    }
    if (this.queueLength.count < this.env.MAX_QUEUED_JOBS) return;
    throw new AppError('QUEUE_FULL', 'error.queue_full', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
