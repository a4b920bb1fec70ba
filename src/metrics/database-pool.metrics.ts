import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { MetricsRegistry } from './metrics-registry.js';

/** How busy the connections of this process to the database are. */
@Injectable()
export class DatabasePoolMetrics {
  constructor({ registry }: MetricsRegistry, dataSource: DataSource) {
    // Made when the connection is, and typed by TypeORM as anything.
    const pool = (): pg.Pool => (dataSource.driver as unknown as { master: pg.Pool }).master;
    new Gauge({
      name: 'sheaf_database_pool_connections',
      help: 'Connections of the pool: idle, or in use',
      labelNames: ['state'],
      registers: [registry],
      collect() {
        const { totalCount, idleCount } = pool();
        this.set({ state: 'idle' }, idleCount);
        this.set({ state: 'in_use' }, totalCount - idleCount);
      },
    });
    new Gauge({
      name: 'sheaf_database_pool_waiting',
      help: 'Statements that wait for a connection of the pool',
      registers: [registry],
      collect() {
        this.set(pool().waitingCount);
      },
    });
    new Gauge({
      name: 'sheaf_database_pool_limit',
      help: 'How many connections the pool may have',
      registers: [registry],
      collect() {
        this.set(pool().options.max);
      },
    });
  }
}
