import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule } from '../documents/documents.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { UsersModule } from '../users/users.module.js';
import { CollectionReport } from './collections/collection-report.entity.js';
import { CollectionReportsRepository } from './collections/collection-reports.repository.js';
import { CollectionReportsService } from './collections/collection-reports.service.js';
import { CollectionSelectionsService } from './collections/collection-selections.service.js';
import { Report } from './report.entity.js';
import { ReportsRepository } from './reports.repository.js';
import { ReportsService } from './reports.service.js';

@Module({
  imports: [DocumentsModule, JobsModule, UsersModule, TypeOrmModule.forFeature([Report, CollectionReport])],
  providers: [
    ReportsRepository,
    ReportsService,
    CollectionReportsRepository,
    CollectionSelectionsService,
    CollectionReportsService,
  ],
  exports: [
    ReportsRepository,
    ReportsService,
    CollectionReportsRepository,
    CollectionSelectionsService,
    CollectionReportsService,
  ],
})
export class ReportsModule {}
