import { Module } from '@nestjs/common';
import { ExtractionsController } from './extractions.controller.js';
import { ExtractionsModule } from './extractions.module.js';
import { TablesController } from './tables.controller.js';

@Module({ imports: [ExtractionsModule], controllers: [ExtractionsController, TablesController] })
export class ExtractionsApiModule {}
