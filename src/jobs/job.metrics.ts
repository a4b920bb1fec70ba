import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { FailureCode } from '../common/errors.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { TRACKED_JOB_KINDS, type TrackedJobKind } from './job.entity.js';

/** A report takes tenths of a second, a scanned book minutes. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800];

/** How an attempt at a job can end. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'retried' | 'taken_away' | 'handed_back';

/** What this process did with jobs. */
@Injectable()
export class JobMetrics {
  private readonly running: Gauge<'kind'>;
  private readonly waits: Histogram<'kind'>;
  private readonly attempts: Histogram<'kind' | 'outcome'>;
  private readonly stages: Histogram<'kind' | 'stage'>;
  private readonly finished: Counter<'kind' | 'status'>;
  private readonly failures: Counter<'kind' | 'code'>;

  constructor({ registry }: MetricsRegistry) {
    const registers = [registry];
    this.running = new Gauge({
      name: 'sheaf_worker_jobs_running',
      help: 'Attempts at jobs that this process is at',
      labelNames: ['kind'],
      registers,
    });
    this.waits = new Histogram({
      name: 'sheaf_job_wait_seconds',
      help: 'From the acceptance of a job to its first attempt',
      labelNames: ['kind'],
      buckets: SECONDS,
      registers,
    });
    this.attempts = new Histogram({
      name: 'sheaf_job_attempt_duration_seconds',
      help: 'Duration of attempts at jobs, by what came of them',
      labelNames: ['kind', 'outcome'],
      buckets: SECONDS,
      registers,
    });
    this.stages = new Histogram({
      name: 'sheaf_job_stage_duration_seconds',
      help: 'Duration of the stages of successful attempts',
      labelNames: ['kind', 'stage'],
      buckets: SECONDS,
      registers,
    });
    this.finished = new Counter({
      name: 'sheaf_jobs_finished_total',
      help: 'Jobs that this process brought to an end',
      labelNames: ['kind', 'status'],
      registers,
    });
    this.failures = new Counter({
      name: 'sheaf_job_failures_total',
      help: 'Jobs that failed, by cause',
      labelNames: ['kind', 'code'],
      registers,
    });
    for (const kind of TRACKED_JOB_KINDS) {
      this.running.set({ kind }, 0);
      for (const status of ['succeeded', 'failed', 'cancelled']) this.finished.inc({ kind, status }, 0);
    }
  }

  /** Of a job's first attempt. */
  observeWait(kind: TrackedJobKind, seconds: number): void {
    this.waits.observe({ kind }, seconds);
  }

  attemptBegins(kind: TrackedJobKind): void {
    this.running.inc({ kind });
  }

  attemptEnds(kind: TrackedJobKind, outcome: AttemptOutcome, seconds: number): void {
    this.running.dec({ kind });
    this.attempts.observe({ kind, outcome }, seconds);
  }

  /** The stages of an attempt that succeeded, in milliseconds. */
  observeStages(kind: TrackedJobKind, stages: Record<string, number>): void {
    for (const [stage, ms] of Object.entries(stages)) this.stages.observe({ kind, stage }, ms / 1_000);
  }

  countFinished(kind: TrackedJobKind, status: 'succeeded' | 'failed' | 'cancelled', code?: FailureCode): void {
    this.finished.inc({ kind, status });
    if (code !== undefined) this.failures.inc({ kind, code });
  }
}
