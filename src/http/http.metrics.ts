import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { JobsService } from '../jobs/jobs.service.js';

/** What Prometheus reads from `/metrics`. */
@Injectable()
export class HttpMetrics {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'sheaf_http_request_duration_seconds',
    help: 'Duration of HTTP requests by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor(jobs: JobsService) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'sheaf_jobs_unfinished',
      help: 'Jobs that are queued or running, by kind',
      labelNames: ['kind', 'status'],
      registers: [this.registry],
      async collect() {
        this.reset();
        // Without a database this figure is missing and no other: metrics matter most when something is away.
        const counts = await jobs.countUnfinished().catch(() => []);
        for (const { kind, status, count } of counts) this.set({ kind, status }, count);
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  render(): Promise<string> {
    return this.registry.metrics();
  }
}
