import { Module } from '@nestjs/common';
import { DocumentsModule } from '../documents/documents.module.js';
import { FieldsModule } from '../fields/fields.module.js';
import { SearchController } from './search.controller.js';
import { SearchRepository } from './search.repository.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [DocumentsModule, FieldsModule],
  controllers: [SearchController],
  providers: [SearchRepository, SearchService],
})
export class SearchApiModule {}
