import { Module } from '@nestjs/common';
import { ExtractionsController } from './extractions.controller.js';
import { ExtractionsModule } from './extractions.module.js';

@Module({ imports: [ExtractionsModule], controllers: [ExtractionsController] })
export class ExtractionsApiModule {}
