import { Processor } from '@nestjs/bullmq';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { JobRunner } from '../jobs/job-runner.js';
import { JobProcessor } from '../queue/job-processor.js';
import { JOBS, WORKER_OPTIONS } from '../queue/jobs.js';
import { ShutdownGrace } from '../queue/shutdown-grace.js';
import { ReportHandler } from './report.handler.js';

@Processor(JOBS.report.queue, WORKER_OPTIONS)
export class ReportProcessor extends JobProcessor {
  constructor(
    private readonly runner: JobRunner,
    private readonly handler: ReportHandler,
    grace: ShutdownGrace,
    @InjectEnv() env: Env,
  ) {
    super(env.WORKER_CONCURRENCY, grace);
  }

  protected handle(jobId: string): Promise<void> {
    return this.runner.run(jobId, this.handler);
  }

  protected handBack(): void {
    this.runner.handBack();
  }
}
