import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { HttpMetrics } from './http.metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Operators } from './operators.js';
import { Readiness } from './readiness.js';
import { RouteTable } from './route-table.js';
import { ServiceMetrics } from './service.metrics.js';

@Module({
  imports: [AuthModule, JobsModule],
  controllers: [HealthController, MetricsController],
  providers: [HealthService, HttpMetrics, Operators, Readiness, RouteTable, ServiceMetrics],
})
export class OperationsModule {}
