import { Column, CreateDateColumn, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { Locale } from '../common/messages/messages.js';
import { Job } from '../jobs/job.entity.js';
import type { ReportFormat } from './report.types.js';

/** A report on one document. Whether it is ready is told by its job; its contents stand in storage. */
@Entity('reports')
export class Report {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ name: 'document_id', type: 'uuid' })
  documentId!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ name: 'job_id', type: 'uuid' })
  jobId!: string;

  @ManyToOne(() => Job)
  @JoinColumn({ name: 'job_id' })
  job!: Relation<Job>;

  @Column({ type: 'varchar' })
  locale!: Locale;

  @Column({ type: 'text', nullable: true })
  title!: string | null;

  /** What names the files it was rendered to; reports that say the same share them. Null until the report is ready. */
  @Column({ type: 'text', nullable: true })
  rendering!: string | null;

  /** What is rendered and can be downloaded; empty until the report is ready. */
  @Column({ type: 'text', array: true })
  formats!: ReportFormat[];

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
