import type { JobStatus } from '../jobs/job.entity.js';

export const DOCUMENT_STATUSES = ['queued', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

const FROM_JOB: Record<JobStatus, DocumentStatus> = {
  queued: 'queued',
  running: 'processing',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** How users name the state of a document's current job. */
export function documentStatus(jobStatus: JobStatus): DocumentStatus {
  return FROM_JOB[jobStatus];
}

export function jobStatusOf(status: DocumentStatus): JobStatus {
  const found = Object.entries(FROM_JOB).find(([, value]) => value === status);
  return found?.[0] as JobStatus;
}
