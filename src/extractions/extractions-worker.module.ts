import { Module } from '@nestjs/common';
import { ENV_TOKEN } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { JobsWorkerModule } from '../jobs/jobs-worker.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { VirusScanner } from '../virus-scan/virus-scanner.js';
import { ExtractionSandbox } from './extraction-sandbox.js';
import { ExtractionHandler } from './extraction.handler.js';
import { ExtractionProcessor } from './extraction.processor.js';
import { SandboxMetrics } from '../sandbox/sandbox.metrics.js';
import { ExtractionsModule } from './extractions.module.js';

@Module({
  imports: [DocumentsModule, ExtractionsModule, ReportsModule, JobsWorkerModule],
  providers: [
    ExtractionHandler,
    ExtractionProcessor,
    { provide: VirusScanner, inject: [ENV_TOKEN], useFactory: (env: Env) => new VirusScanner(env.CLAMD_URL) },
    {
      provide: ExtractionSandbox,
      inject: [ENV_TOKEN, SandboxMetrics],
      useFactory: (env: Env, metrics: SandboxMetrics) => new ExtractionSandbox(env, metrics),
    },
  ],
})
export class ExtractionsWorkerModule {}
