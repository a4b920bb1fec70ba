import { Global, Module } from '@nestjs/common';
import { DatabasePoolMetrics } from './database-pool.metrics.js';
import { MetricsRegistry } from './metrics-registry.js';

/** What every process measures of itself. */
@Global()
@Module({
  providers: [MetricsRegistry, DatabasePoolMetrics],
  exports: [MetricsRegistry],
})
export class MetricsModule {}
