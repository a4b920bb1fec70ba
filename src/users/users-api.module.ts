import { Module } from '@nestjs/common';
import { DocumentsModule } from '../documents/documents.module.js';
import { UsersController } from './users.controller.js';
import { UsersModule } from './users.module.js';

@Module({ imports: [UsersModule, DocumentsModule], controllers: [UsersController] })
export class UsersApiModule {}
