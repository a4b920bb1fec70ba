import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobsModule } from '../jobs/jobs.module.js';
import { SearchIndexModule } from '../search/search-index.module.js';
import { DocumentStatisticsService } from './document-statistics.service.js';
import { Document } from './document.entity.js';
import { DocumentsRepository } from './documents.repository.js';
import { DocumentsService } from './documents.service.js';
import { StorageQuotaService } from './storage-quota.service.js';
import { UploadsService } from './uploads.service.js';

@Module({
  imports: [JobsModule, SearchIndexModule, TypeOrmModule.forFeature([Document])],
  providers: [DocumentsRepository, DocumentsService, DocumentStatisticsService, StorageQuotaService, UploadsService],
  exports: [DocumentsService, DocumentStatisticsService, StorageQuotaService, UploadsService],
})
export class DocumentsModule {}
