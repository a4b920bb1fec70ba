import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { MetricsRegistry } from '../metrics/metrics-registry.js';

export type LiveTransport = 'websocket' | 'sse';

/** Who listens to live messages at this process. */
@Injectable()
export class LiveMetrics {
  private readonly connections: Gauge<'transport'>;
  private readonly refusals: Counter<'reason'>;

  constructor({ registry }: MetricsRegistry) {
    this.connections = new Gauge({
      name: 'sheaf_live_connections',
      help: 'Open live connections',
      labelNames: ['transport'],
      registers: [registry],
    });
    this.refusals = new Counter({
      name: 'sheaf_live_refusals_total',
      help: 'Live connections that were refused',
      labelNames: ['reason'],
      registers: [registry],
    });
    for (const transport of ['websocket', 'sse'] as const) this.connections.set({ transport }, 0);
    for (const reason of ['unauthorized', 'too_many'] as const) this.refusals.inc({ reason }, 0);
  }

  opened(transport: LiveTransport): void {
    this.connections.inc({ transport });
  }

  closed(transport: LiveTransport): void {
    this.connections.dec({ transport });
  }

  refused(reason: 'unauthorized' | 'too_many'): void {
    this.refusals.inc({ reason });
  }
}
