import { Module } from '@nestjs/common';
import { ExtractionsController } from './extractions.controller.js';
import { ExtractionsModule } from './extractions.module.js';
import { TablesController } from './tables.controller.js';
import { ThumbnailsController } from './thumbnails.controller.js';
import { ThumbnailsService } from './thumbnails.service.js';

@Module({
  imports: [ExtractionsModule],
  controllers: [ExtractionsController, TablesController, ThumbnailsController],
  providers: [ThumbnailsService],
})
export class ExtractionsApiModule {}
