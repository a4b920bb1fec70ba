import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import type { StateEvent } from './messages.js';

/** What users were told by this process. */
@Injectable()
export class NotificationMetrics {
  private readonly told: Counter<'type'>;

  constructor({ registry }: MetricsRegistry) {
    this.told = new Counter({
      name: 'sheaf_notifications_total',
      help: 'Notifications that were committed, by type',
      labelNames: ['type'],
      registers: [registry],
    });
  }

  count(type: StateEvent['type']): void {
    this.told.inc({ type });
  }
}
