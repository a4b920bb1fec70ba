import { Column, CreateDateColumn, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { Locale } from '../../common/messages/messages.js';
import { Job } from '../../jobs/job.entity.js';
import type { ReportFormat } from '../report.types.js';
import type { CollectionFilter, Grouping } from './collection-report.types.js';

/**
 * A report across documents. Whether it is ready is told by its job; its contents stand in storage. It selects its
 * documents by `documentIds` or by `filter`, one of which is null.
 */
@Entity('collection_reports')
export class CollectionReport {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ name: 'job_id', type: 'uuid' })
  jobId!: string;

  @ManyToOne(() => Job)
  @JoinColumn({ name: 'job_id' })
  job!: Relation<Job>;

  @Column({ type: 'varchar' })
  locale!: Locale;

  @Column({ name: 'group_by', type: 'varchar' })
  groupBy!: Grouping;

  /** Thousands of them: read where they are needed. */
  @Column({ name: 'document_ids', type: 'uuid', array: true, nullable: true, select: false })
  documentIds!: string[] | null;

  @Column({ type: 'jsonb', nullable: true })
  filter!: CollectionFilter | null;

  /** Of the documents selected, when it was ordered; of those it tells of, once it is ready. */
  @Column({ name: 'document_count', type: 'integer' })
  documentCount!: number;

  @Column({ name: 'idempotency_key', type: 'varchar', nullable: true })
  idempotencyKey!: string | null;

  /** Of what was ordered, to tell an order that is sent again from another one. */
  @Column({ name: 'request_hash', type: 'char', length: 64 })
  requestHash!: string;

  @Column({ type: 'text', nullable: true })
  title!: string | null;

  /** What names the files it was rendered to; null until the report is ready. */
  @Column({ type: 'text', nullable: true })
  rendering!: string | null;

  /** What is rendered and can be downloaded; empty until the report is ready. */
  @Column({ type: 'text', array: true })
  formats!: ReportFormat[];

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
