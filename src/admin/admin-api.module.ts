import { Module } from '@nestjs/common';
import { AdminController } from './admin.controller.js';
import { AdminOverviewService } from './admin-overview.service.js';

@Module({
  controllers: [AdminController],
  providers: [AdminOverviewService],
})
export class AdminApiModule {}
