import { Processor } from '@nestjs/bullmq';
import { JobProcessor } from '../queue/job-processor.js';
import { JOBS, WORKER_OPTIONS } from '../queue/jobs.js';
import { ShutdownGrace } from '../queue/shutdown-grace.js';
import { WebhookHandler } from './webhook.handler.js';

/** Deliveries mostly wait for an answer: many fit beside each other. */
const CONCURRENCY = 10;

@Processor(JOBS.webhook.queue, WORKER_OPTIONS)
export class WebhookProcessor extends JobProcessor {
  constructor(
    private readonly handler: WebhookHandler,
    grace: ShutdownGrace,
  ) {
    super(CONCURRENCY, grace);
  }

  protected handle(deliveryId: string): Promise<void> {
    return this.handler.deliver(deliveryId);
  }

  /** A try ends by itself within seconds. */
  protected handBack(): void {
    return;
  }
}
