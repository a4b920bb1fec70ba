import { Module } from '@nestjs/common';
import { ENV_TOKEN } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { ExtractionsModule } from '../extractions/extractions.module.js';
import { JobsWorkerModule } from '../jobs/jobs-worker.module.js';
import { SandboxMetrics } from '../sandbox/sandbox.metrics.js';
import { CollectionFiguresRepository } from './collections/collection-figures.repository.js';
import { CollectionReportHandler } from './collections/collection-report.handler.js';
import { CollectionReportProcessor } from './collections/collection-report.processor.js';
import { ReportRenderings } from './report-renderings.js';
import { ReportSandbox } from './report-sandbox.js';
import { ReportHandler } from './report.handler.js';
import { ReportProcessor } from './report.processor.js';
import { ReportsModule } from './reports.module.js';

@Module({
  imports: [DocumentsModule, ExtractionsModule, JobsWorkerModule, ReportsModule],
  providers: [
    ReportHandler,
    ReportProcessor,
    ReportRenderings,
    CollectionFiguresRepository,
    CollectionReportHandler,
    CollectionReportProcessor,
    {
      provide: ReportSandbox,
      inject: [ENV_TOKEN, SandboxMetrics],
      useFactory: (env: Env, metrics: SandboxMetrics) => new ReportSandbox(env, metrics),
    },
  ],
})
export class ReportsWorkerModule {}
