import { Processor } from '@nestjs/bullmq';
import { JobRunner } from '../jobs/job-runner.js';
import { JobProcessor } from '../queue/job-processor.js';
import { JOBS, WORKER_OPTIONS } from '../queue/jobs.js';
import { ShutdownGrace } from '../queue/shutdown-grace.js';
import { REPORTS_AT_ONCE } from './report-sandbox.js';
import { ReportHandler } from './report.handler.js';

@Processor(JOBS.report.queue, WORKER_OPTIONS)
export class ReportProcessor extends JobProcessor {
  constructor(
    private readonly runner: JobRunner,
    private readonly handler: ReportHandler,
    grace: ShutdownGrace,
  ) {
    super(REPORTS_AT_ONCE, grace);
  }

  protected handle(jobId: string): Promise<void> {
    return this.runner.run(jobId, this.handler);
  }

  protected handBack(): void {
    this.runner.handBack();
  }
}
