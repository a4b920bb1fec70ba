import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { NormalizedValue } from './field.types.js';

/** The history of what users said a field holds; `value` is null where a correction was taken back. */
@Entity('field_corrections')
export class FieldCorrection {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column({ name: 'document_id', type: 'uuid' })
  documentId!: string;

  @Column({ type: 'varchar' })
  name!: string;

  @Column({ type: 'integer' })
  ordinal!: number;

  @Column({ type: 'text', nullable: true })
  value!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  normalized!: NormalizedValue | null;

  @Column({ name: 'corrected_by', type: 'uuid' })
  correctedBy!: string;

  @Column({ name: 'corrected_at', type: 'timestamptz' })
  correctedAt!: Date;
}
