import { Module } from '@nestjs/common';
import { DocumentsController } from './documents.controller.js';
import { DocumentsModule } from './documents.module.js';
import { UploadsController } from './uploads.controller.js';

@Module({ imports: [DocumentsModule], controllers: [UploadsController, DocumentsController] })
export class DocumentsApiModule {}
