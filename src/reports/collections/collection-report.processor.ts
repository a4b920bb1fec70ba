import { Processor } from '@nestjs/bullmq';
import { JobRunner } from '../../jobs/job-runner.js';
import { JobProcessor } from '../../queue/job-processor.js';
import { JOBS, WORKER_OPTIONS } from '../../queue/jobs.js';
import { ShutdownGrace } from '../../queue/shutdown-grace.js';
import { CollectionReportHandler } from './collection-report.handler.js';

/** One at a time in each worker: what is rendered shares a child process with the reports on single documents. */
const COLLECTION_REPORTS_AT_ONCE = 1;

@Processor(JOBS.collection_report.queue, WORKER_OPTIONS)
export class CollectionReportProcessor extends JobProcessor {
  constructor(
    private readonly runner: JobRunner,
    private readonly handler: CollectionReportHandler,
    grace: ShutdownGrace,
  ) {
    super(COLLECTION_REPORTS_AT_ONCE, grace);
  }

  protected handle(jobId: string): Promise<void> {
    return this.runner.run(jobId, this.handler);
  }

  protected handBack(): void {
    this.runner.handBack();
  }
}
