import { Module } from '@nestjs/common';
import { ENV_TOKEN } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { Sandbox } from '../extraction/sandbox/sandbox.js';
import { JobsWorkerModule } from '../jobs/jobs-worker.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ExtractionHandler } from './extraction.handler.js';
import { ExtractionProcessor } from './extraction.processor.js';
import { ExtractionsModule } from './extractions.module.js';
import { SandboxShutdown } from './sandbox-shutdown.js';

const MEGABYTE = 1024 * 1024;

@Module({
  imports: [DocumentsModule, ExtractionsModule, ReportsModule, JobsWorkerModule],
  providers: [
    ExtractionHandler,
    ExtractionProcessor,
    SandboxShutdown,
    {
      provide: Sandbox,
      inject: [ENV_TOKEN],
      useFactory: (env: Env) =>
        new Sandbox({
          size: env.WORKER_CONCURRENCY,
          timeoutMs: env.JOB_TIMEOUT_SECONDS * 1000,
          memoryBytes: env.JOB_MEMORY_MB * MEGABYTE,
          scratchDirectory: env.SCRATCH_DIR,
        }),
    },
  ],
})
export class ExtractionsWorkerModule {}
