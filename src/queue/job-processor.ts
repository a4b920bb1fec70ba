import { WorkerHost } from '@nestjs/bullmq';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job as Delivery } from 'bullmq';
import { describeError } from '../common/errors.js';
import type { JobPayload } from './jobs.js';
import type { ShutdownGrace } from './shutdown-grace.js';

/** What all processors share: they take ids from a queue, and stop taking them before anything else shuts down. */
export abstract class JobProcessor extends WorkerHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(this.constructor.name);

  protected constructor(
    private readonly concurrency: number,
    private readonly grace: ShutdownGrace,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.concurrency;
    // Without a listener an unreachable queue would end the process; BullMQ itself connects again.
    this.worker.on('error', (error) => {
      this.logger.warn(`The queue is not reachable: ${describeError(error)}`);
    });
  }

  /**
   * Waits for the deliveries in hand, at the end of the grace period for them to be handed back. Nest itself closes the
   * worker only after the database may be gone.
   */
  async beforeApplicationShutdown(): Promise<void> {
    const timer = setTimeout(() => {
      this.handBack();
    }, this.grace.remainingMs());
    await this.worker.close();
    clearTimeout(timer);
  }

  process(delivery: Delivery<JobPayload>): Promise<void> {
    return this.handle(delivery.data.job_id);
  }

  protected abstract handle(jobId: string): Promise<void>;

  /** Makes what is in hand end soon, to be begun again by another worker. */
  protected abstract handBack(): void;
}
