import { WorkerHost } from '@nestjs/bullmq';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Job as Delivery } from 'bullmq';
import { within } from '../common/within.js';
import type { JobPayload } from './jobs.js';
import type { ShutdownGrace } from './shutdown-grace.js';

/** What BullMQ may take to tell the queue of deliveries that are done. */
const REPORTING_MS = 2_000;

/** What all processors share: they take ids from a queue, and stop taking them before anything else shuts down. */
export abstract class JobProcessor extends WorkerHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly inHand = new Set<Promise<void>>();

  protected constructor(
    private readonly concurrency: number,
    private readonly grace: ShutdownGrace,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.concurrency;
  }

  /**
   * Waits for the deliveries in hand, at the end of the grace period for them to be handed back. Nest itself closes the
   * worker only after the database may be gone. A queue that is away cannot be told that they are done, and BullMQ would
   * wait for it: whoever gets them again finds that their jobs are finished.
   */
  async beforeApplicationShutdown(): Promise<void> {
    const timer = setTimeout(() => {
      this.handBack();
    }, this.grace.remainingMs());
    const drained = this.worker.pause();
    await Promise.allSettled(this.inHand);
    await within(REPORTING_MS, drained).catch(() => undefined);
    // One that was on its way here when the taking ended.
    await Promise.allSettled(this.inHand);
    await this.worker.close(true);
    clearTimeout(timer);
  }

  async process(delivery: Delivery<JobPayload>): Promise<void> {
    const work = this.handle(delivery.data.job_id);
    this.inHand.add(work);
    try {
      await work;
    } finally {
      this.inHand.delete(work);
    }
  }

  protected abstract handle(jobId: string): Promise<void>;

  /** Makes what is in hand end soon, to be begun again by another worker. */
  protected abstract handBack(): void;
}
