import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule } from '../documents/documents.module.js';
import { ExtractionRecord } from './extraction-record.entity.js';
import { ExtractionsRepository } from './extractions.repository.js';
import { ExtractionsService } from './extractions.service.js';

@Module({
  imports: [DocumentsModule, TypeOrmModule.forFeature([ExtractionRecord])],
  providers: [ExtractionsRepository, ExtractionsService],
  exports: [ExtractionsService],
})
export class ExtractionsModule {}
