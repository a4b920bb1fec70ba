import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  OneToOne,
  PrimaryColumn,
  UpdateDateColumn,
  type Relation,
} from 'typeorm';
import type { FileType } from '../common/media-types.js';
import { Job } from '../jobs/job.entity.js';

/** What the list shows of a processed document. */
export interface DocumentSummary {
  language: string | null;
  pages: number;
  sheets: number;
  tables: number;
  fields: number;
  warnings: number;
  text_length: number;
  /** A check of the fields failed, and no correction has mended it. Absent where nothing was checked yet. */
  needs_review?: boolean;
}

/** An uploaded file. How far it is, is told by its current job alone. */
@Entity('documents')
export class Document {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  filename!: string;

  @Column({ name: 'file_type', type: 'varchar' })
  fileType!: FileType;

  @Column({ name: 'media_type', type: 'varchar' })
  mediaType!: string;

  @Column({ name: 'size_bytes', type: 'bigint', transformer: { to: String, from: Number } })
  sizeBytes!: number;

  @Column({ type: 'char', length: 64 })
  sha256!: string;

  @Column({ name: 'job_id', type: 'uuid' })
  jobId!: string;

  @OneToOne(() => Job)
  @JoinColumn({ name: 'job_id' })
  job!: Relation<Job>;

  @Column({ name: 'duplicate_of', type: 'uuid', nullable: true })
  duplicateOf!: string | null;

  @Column({ name: 'idempotency_key', type: 'varchar', nullable: true })
  idempotencyKey!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  summary!: DocumentSummary | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
