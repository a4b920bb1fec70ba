import { Module } from '@nestjs/common';
import { JobRunner } from './job-runner.js';
import { JobsModule } from './jobs.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { Reconciler } from './reconciler.js';

/** The side of jobs that runs them. */
@Module({
  imports: [JobsModule, WebhooksModule],
  providers: [JobRunner, Reconciler],
  exports: [JobRunner],
})
export class JobsWorkerModule {}
