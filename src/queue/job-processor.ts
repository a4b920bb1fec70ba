import { WorkerHost } from '@nestjs/bullmq';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job as Delivery } from 'bullmq';
import { describeError } from '../common/errors.js';
import type { JobPayload } from './jobs.js';

/** What all processors share: they take ids from a queue, and stop taking them before anything else shuts down. */
export abstract class JobProcessor extends WorkerHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(this.constructor.name);

  protected constructor(private readonly concurrency: number) {
    super();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = this.concurrency;
    // Without a listener an unreachable queue would end the process; BullMQ itself connects again.
    this.worker.on('error', (error) => {
      this.logger.warn(`The queue is not reachable: ${describeError(error)}`);
    });
  }

  /** Waits for the deliveries in hand; Nest itself closes the worker only after the database may be gone. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.close();
  }

  process(delivery: Delivery<JobPayload>): Promise<void> {
    return this.handle(delivery.data.job_id);
  }

  protected abstract handle(jobId: string): Promise<void>;
}
