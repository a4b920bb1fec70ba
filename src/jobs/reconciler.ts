import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { describeError } from '../common/errors.js';
import { Transactions } from '../database/transactions.js';
import { JobDispatcher } from '../queue/job-dispatcher.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { StoragePurgesService } from '../storage/storage-purges.service.js';
import { WebhookDeliveriesService } from '../webhooks/webhook-deliveries.service.js';
import type { Job } from './job.entity.js';
import { JobsRepository } from './jobs.repository.js';

const EVERY_MS = 3_000;
/** Advisory lock number of the reconciler: of all workers, one at a time reconciles. */
const LOCK = 7_473_201;

/** Sees that nothing stays `queued` or `running` for ever, that no bytes stay without a row, and no messages too long. */
@Injectable()
export class Reconciler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Reconciler.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly jobs: JobsRepository,
    private readonly transactions: Transactions,
    private readonly dispatcher: JobDispatcher,
    private readonly purges: StoragePurgesService,
    private readonly notifications: NotificationsService,
    private readonly webhooks: WebhookDeliveriesService,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule(0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** One round. Does nothing when another worker is at it. */
  async reconcile(): Promise<void> {
    const undispatched = await this.transactions.run(async ({ manager }): Promise<Job[]> => {
      const [{ locked }] = await manager.query<[{ locked: boolean }]>(
        'SELECT pg_try_advisory_xact_lock($1) AS locked',
        [LOCK],
      );
      if (!locked) return [];
      const lost = await this.jobs.takeBackLost(manager);
      if (lost > 0) this.logger.warn(`Took back ${lost} job(s) whose worker is gone`);
      return this.jobs.findUndispatched(manager);
    });
    await this.dispatch(undispatched);
    await this.purges.sweep();
    await this.notifications.forgetOld();
    await this.webhooks.sweep();
  }

  private async dispatch(jobs: Job[]): Promise<void> {
    for (const job of jobs) {
      await this.dispatcher.dispatch(job);
      await this.jobs.markDispatched(job.id);
    }
    if (jobs.length > 0) this.logger.log(`Dispatched ${jobs.length} job(s) that were not on the queue`);
  }

  private schedule(delay: number): void {
    this.timer = setTimeout(() => {
      this.running = this.round();
    }, delay);
  }

  private async round(): Promise<void> {
    await this.reconcile().catch((error: unknown) => {
      this.logger.warn(`Reconciling failed, trying again shortly: ${describeError(error)}`);
    });
    if (!this.stopped) this.schedule(EVERY_MS);
  }
}
