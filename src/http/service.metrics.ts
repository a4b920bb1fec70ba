import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { TRACKED_JOB_KINDS } from '../jobs/job.entity.js';
import { JobsService, type BacklogRow } from '../jobs/jobs.service.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { Sampled } from '../metrics/sampled.js';
import { JobDispatcher } from '../queue/job-dispatcher.js';

/** Many scrapers at once, or a scrape of many processes, are one question in this time for each process. */
const LIMITS = { maxAgeMs: 5_000, patienceMs: 2_000 };

interface QueueLength {
  queue: string;
  waiting: number;
}

/**
 * Figures of the whole service, which every API process tells alike: to be read with `max`, never added up. What cannot
 * be found out is left out, and the scrape answers all the same: metrics matter most when something is away.
 */
@Injectable()
export class ServiceMetrics {
  private readonly backlog: Sampled<BacklogRow[]>;
  private readonly workers: Sampled<number>;
  private readonly queues: Sampled<QueueLength[]>;

  constructor({ registry }: MetricsRegistry, jobs: JobsService, dispatcher: JobDispatcher) {
    this.backlog = new Sampled(() => jobs.backlog(), LIMITS);
    this.workers = new Sampled(() => jobs.countWorkers(), LIMITS);
    this.queues = new Sampled(() => lengths(dispatcher), LIMITS);
    this.registerBacklog(registry);
    this.registerQueues(registry);
    this.registerPresence(registry);
  }

  private registerBacklog(registry: MetricsRegistry['registry']): void {
    const gauge = (name: string, help: string, valueOf: (row: BacklogRow) => number): void => {
      const { backlog } = this;
      new Gauge({
        name,
        help,
        labelNames: ['kind', 'status'],
        registers: [registry],
        async collect() {
          this.reset();
          const rows = await backlog.get();
          for (const row of rows === null ? [] : withEmptyOnes(rows)) {
            this.set({ kind: row.kind, status: row.status }, valueOf(row));
          }
        },
      });
    };
    gauge('sheaf_jobs_unfinished', 'Jobs that are queued or running', ({ count }) => count);
    gauge(
      'sheaf_jobs_oldest_seconds',
      'Time since the oldest job that is queued or running was accepted; 0 when there is none',
      ({ oldest_seconds }) => oldest_seconds,
    );
  }

  private registerQueues(registry: MetricsRegistry['registry']): void {
    const { queues } = this;
    new Gauge({
      name: 'sheaf_queue_deliveries_waiting',
      help: 'Deliveries that wait in a queue, delayed ones too',
      labelNames: ['queue'],
      registers: [registry],
      async collect() {
        this.reset();
        for (const { queue, waiting } of (await queues.get()) ?? []) this.set({ queue }, waiting);
      },
    });
  }

  private registerPresence(registry: MetricsRegistry['registry']): void {
    const { workers, backlog } = this;
    new Gauge({
      name: 'sheaf_workers',
      help: 'Workers that were seen within the last 30 seconds',
      registers: [registry],
      async collect() {
        this.reset();
        const count = await workers.get();
        if (count === null) this.remove();
        else this.set(count);
      },
    });
    new Gauge({
      name: 'sheaf_database_up',
      help: 'Whether the database answers this process',
      registers: [registry],
      async collect() {
        this.set((await backlog.get()) === null ? 0 : 1);
      },
    });
  }
}

/** Zero is a figure too: an alert that hears nothing cannot tell it from a scrape that failed. */
function withEmptyOnes(rows: BacklogRow[]): BacklogRow[] {
  const statuses = ['queued', 'running'] as const;
  return TRACKED_JOB_KINDS.flatMap((kind) =>
    statuses.map(
      (status) =>
        rows.find((row) => row.kind === kind && row.status === status) ?? { kind, status, count: 0, oldest_seconds: 0 },
    ),
  );
}

function lengths(dispatcher: JobDispatcher): Promise<QueueLength[]> {
  return Promise.all(
    dispatcher.queues().map(async (queue) => {
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed');
      return { queue: queue.name, waiting: Object.values(counts).reduce((sum, count) => sum + count, 0) };
    }),
  );
}
