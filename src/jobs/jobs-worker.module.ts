import { Module } from '@nestjs/common';
import { SandboxMetrics } from '../sandbox/sandbox.metrics.js';
import { JobRunner } from './job-runner.js';
import { JobsModule } from './jobs.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { Reconciler } from './reconciler.js';
import { WorkerPresence } from './worker-presence.js';
import { WorkersRepository } from './workers.repository.js';

/** The side of jobs that runs them. */
@Module({
  imports: [JobsModule, WebhooksModule],
  providers: [JobRunner, Reconciler, SandboxMetrics, WorkerPresence, WorkersRepository],
  exports: [JobRunner, SandboxMetrics],
})
export class JobsWorkerModule {}
