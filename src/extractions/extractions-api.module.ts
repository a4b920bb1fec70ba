import { Module } from '@nestjs/common';
import { ExtractionsController } from './extractions.controller.js';
import { ExtractionsModule } from './extractions.module.js';
import { ThumbnailsController } from './thumbnails.controller.js';
import { ThumbnailsService } from './thumbnails.service.js';

@Module({
  imports: [ExtractionsModule],
  controllers: [ExtractionsController, ThumbnailsController],
  providers: [ThumbnailsService],
})
export class ExtractionsApiModule {}
