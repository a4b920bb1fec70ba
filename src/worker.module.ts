import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Env } from './config/env.js';
import { CoreModule } from './core.module.js';
import { ExtractionsWorkerModule } from './extractions/extractions-worker.module.js';
import { WorkerMetricsServer } from './metrics/worker-metrics.server.js';
import { JobHandlersCheck } from './queue/job-handlers.check.js';
import { ReportsWorkerModule } from './reports/reports-worker.module.js';
import { WebhooksWorkerModule } from './webhooks/webhooks-worker.module.js';

/** A worker: the core, and the processors of every kind of job. */
@Module({})
export class WorkerModule {
  static forRoot(env: Env): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        CoreModule.forRoot(env),
        DiscoveryModule,
        ExtractionsWorkerModule,
        ReportsWorkerModule,
        WebhooksWorkerModule,
      ],
      providers: [JobHandlersCheck, WorkerMetricsServer],
    };
  }
}
