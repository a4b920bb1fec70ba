import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentField } from './document-field.entity.js';
import { DocumentValidation } from './document-validation.entity.js';
import { FieldCorrection } from './field-correction.entity.js';
import { FieldsRepository } from './fields.repository.js';
import { FieldsService } from './fields.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([DocumentField, FieldCorrection, DocumentValidation])],
  providers: [FieldsRepository, FieldsService],
  exports: [FieldsRepository, FieldsService],
})
export class FieldsModule {}
