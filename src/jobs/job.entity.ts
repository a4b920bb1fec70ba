import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Failure } from '../common/errors.js';
import type { ReadingOptions } from '../common/reading-options.js';
import type { JobKind } from '../queue/jobs.js';

/** The kinds of jobs that have a row. */
export const TRACKED_JOB_KINDS = ['extraction', 'report', 'collection_report'] as const satisfies JobKind[];
export type TrackedJobKind = (typeof TRACKED_JOB_KINDS)[number];

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** The truth about one piece of background work. Queues only carry its id. */
@Entity('jobs')
export class Job {
  @PrimaryColumn('uuid')
  id!: string;

  /** Null for work that is not about a single document. */
  @Column({ name: 'document_id', type: 'uuid', nullable: true })
  documentId!: string | null;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'varchar' })
  kind!: TrackedJobKind;

  @Column({ type: 'varchar' })
  status!: JobStatus;

  /** 0–1. */
  @Column({ type: 'real' })
  progress!: number;

  /** How long it will still take, as far as its progress can tell. */
  @Column({ name: 'seconds_left', type: 'integer', nullable: true })
  secondsLeft!: number | null;

  @Column({ type: 'varchar', nullable: true })
  stage!: string | null;

  @Column({ type: 'text', nullable: true })
  message!: string | null;

  /** How often it was claimed. */
  @Column({ type: 'integer' })
  attempt!: number;

  @Column({ name: 'max_attempts', type: 'integer' })
  maxAttempts!: number;

  /** Fences the writes of the present attempt: only the bearer of this token may finish the job. */
  @Column({ name: 'attempt_token', type: 'uuid', nullable: true })
  attemptToken!: string | null;

  @Column({ type: 'varchar', nullable: true })
  worker!: string | null;

  /** How often the job took its child process down. */
  @Column({ name: 'child_losses', type: 'integer' })
  childLosses!: number;

  /** Its place among those that wait: smaller goes first. */
  @Column({ type: 'integer' })
  priority!: number;

  /** How an extraction is to read its document; null for other kinds of jobs. */
  @Column({ type: 'jsonb', nullable: true })
  options!: ReadingOptions | null;

  @Column({ type: 'jsonb', nullable: true })
  error!: Failure | null;

  /** The request that ordered the job, or the document that it follows from. */
  @Column({ name: 'request_id', type: 'varchar', nullable: true })
  requestId!: string | null;

  /** Where in which trace the job was ordered, as W3C Trace Context writes it; null when nothing is traced. */
  @Column({ type: 'varchar', nullable: true })
  traceparent!: string | null;

  /** Milliseconds that the successful attempt was in each of its stages. */
  @Column({ name: 'stage_ms', type: 'jsonb', nullable: true })
  stageMs!: Record<string, number> | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  /** When it was last put on the queue. */
  @Column({ name: 'dispatched_at', type: 'timestamptz', nullable: true })
  dispatchedAt!: Date | null;

  @Column({ name: 'heartbeat_at', type: 'timestamptz', nullable: true })
  heartbeatAt!: Date | null;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}

/** The document that the job is about; throws for a kind of job that is about none. */
export function documentIdOf({ id, kind, documentId }: Pick<Job, 'id' | 'kind' | 'documentId'>): string {
  if (documentId === null) throw new Error(`The ${kind} job ${id} is about no document`);
  return documentId;
}
