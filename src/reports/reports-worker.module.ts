import { Module } from '@nestjs/common';
import { DocumentsModule } from '../documents/documents.module.js';
import { ExtractionsModule } from '../extractions/extractions.module.js';
import { JobsWorkerModule } from '../jobs/jobs-worker.module.js';
import { ReportHandler } from './report.handler.js';
import { ReportProcessor } from './report.processor.js';
import { ReportsModule } from './reports.module.js';

@Module({
  imports: [DocumentsModule, ExtractionsModule, JobsWorkerModule, ReportsModule],
  providers: [ReportHandler, ReportProcessor],
})
export class ReportsWorkerModule {}
