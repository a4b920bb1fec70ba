import { Module } from '@nestjs/common';
import { CollectionReportsController } from './collections/collection-reports.controller.js';
import { ReportsController } from './reports.controller.js';
import { ReportsModule } from './reports.module.js';

@Module({ imports: [ReportsModule], controllers: [ReportsController, CollectionReportsController] })
export class ReportsApiModule {}
