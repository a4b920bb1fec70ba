import type { JobsOptions } from 'bullmq';

/** The queues carry nothing but the id of a row (a job's, or a webhook delivery's); the row says what is to be done. */
export interface JobPayload {
  job_id: string;
}

interface QueueDefinition {
  queue: string;
  options: JobsOptions;
}

/**
 * Delivery, not truth: how often a job may be tried is decided by its row. A finished delivery is removed at once, so
 * that its id (the job's) can be dispatched again.
 */
const DELIVERY: JobsOptions = {
  attempts: 10,
  backoff: { type: 'exponential', delay: 1_000, jitter: 0.2 },
  removeOnComplete: true,
  removeOnFail: true,
};

/** Every kind of job, with the queue that carries it. */
export const JOBS = {
  extraction: { queue: 'extractions', options: DELIVERY },
  report: { queue: 'reports', options: DELIVERY },
  collection_report: { queue: 'collection-reports', options: DELIVERY },
  webhook: { queue: 'webhooks', options: DELIVERY },
} as const satisfies Record<string, QueueDefinition>;

export type JobKind = keyof typeof JOBS;
export const JOB_KINDS = Object.keys(JOBS) as JobKind[];

/**
 * How workers hold a delivery: the lock outlives two missed renewals, and a dead worker's delivery is handed on within
 * lock + check. BullMQ's own defaults take about a minute.
 */
export const WORKER_OPTIONS = {
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 10,
  /** After a read of the queue that failed. */
  runRetryDelay: 1_000,
};
