import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Where the latest extraction of a document is stored. */
@Entity('extractions')
export class ExtractionRecord {
  @PrimaryColumn({ name: 'document_id', type: 'uuid' })
  documentId!: string;

  @Column({ name: 'job_id', type: 'uuid' })
  jobId!: string;

  @Column({ name: 'storage_key', type: 'text' })
  storageKey!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
