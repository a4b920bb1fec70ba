import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule } from '../documents/documents.module.js';
import { ExtractionRecord } from './extraction-record.entity.js';
import { ExtractionsRepository } from './extractions.repository.js';
import { ExtractionsService } from './extractions.service.js';
import { TablesService } from './tables.service.js';

@Module({
  imports: [DocumentsModule, TypeOrmModule.forFeature([ExtractionRecord])],
  providers: [ExtractionsRepository, ExtractionsService, TablesService],
  exports: [ExtractionsService, TablesService],
})
export class ExtractionsModule {}
