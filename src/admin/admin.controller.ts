import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AdminsOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { overviewQuerySchema, overviewSchema } from './admin-overview.dto.js';
import { AdminOverviewService } from './admin-overview.service.js';
import type { AdminOverview } from './admin-overview.types.js';

@ApiTags('admin')
@Refuses('UNAUTHORIZED', 'FORBIDDEN')
@AdminsOnly()
@Controller('api/admin')
export class AdminController {
  constructor(private readonly overviews: AdminOverviewService) {}

  @Get('overview')
  @ApiOperation({ summary: 'How the service fares: throughput, durations, failures, users, workers, queue, storage' })
  @Answers(200, 'ok.admin_overview', overviewSchema)
  @Refuses('VALIDATION_ERROR')
  overview(
    @Query({ schema: overviewQuerySchema }) { period }: z.infer<typeof overviewQuerySchema>,
  ): Promise<AdminOverview> {
    return this.overviews.overview(period);
  }
}
