import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule } from '../documents/documents.module.js';
import { FieldsModule } from '../fields/fields.module.js';
import { SearchIndexModule } from '../search/search-index.module.js';
import { ExtractionRecord } from './extraction-record.entity.js';
import { ExtractionsRepository } from './extractions.repository.js';
import { ExtractionsService } from './extractions.service.js';
import { PageImagesService } from './page-images.service.js';
import { TablesService } from './tables.service.js';

@Module({
  imports: [DocumentsModule, FieldsModule, SearchIndexModule, TypeOrmModule.forFeature([ExtractionRecord])],
  providers: [ExtractionsRepository, ExtractionsService, PageImagesService, TablesService],
  exports: [ExtractionsService, PageImagesService, TablesService],
})
export class ExtractionsModule {}
