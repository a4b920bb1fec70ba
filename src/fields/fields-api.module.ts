import { Module } from '@nestjs/common';
import { DocumentsModule } from '../documents/documents.module.js';
import { ExtractionsModule } from '../extractions/extractions.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { SearchIndexModule } from '../search/search-index.module.js';
import { FieldCorrectionsService } from './field-corrections.service.js';
import { FieldsController } from './fields.controller.js';
import { FieldsModule } from './fields.module.js';

@Module({
  imports: [FieldsModule, DocumentsModule, ExtractionsModule, ReportsModule, SearchIndexModule],
  controllers: [FieldsController],
  providers: [FieldCorrectionsService],
})
export class FieldsApiModule {}
