import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Location, ValueType } from '../extraction/extraction.types.js';

/**
 * A field of a document: what was found (null for one that only a user gave) and, beside it, what a user says it holds.
 * `text` is the normalized value; amounts and dates stand in columns of their own too. The table has generated
 * `effective_*` columns beside these for queries over documents.
 */
@Entity('document_fields')
export class DocumentField {
  @PrimaryColumn({ name: 'document_id', type: 'uuid' })
  documentId!: string;

  @PrimaryColumn({ type: 'varchar' })
  name!: string;

  @PrimaryColumn({ type: 'integer' })
  ordinal!: number;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'varchar' })
  type!: ValueType;

  @Column({ type: 'text', nullable: true })
  label!: string | null;

  @Column({ type: 'text', nullable: true })
  value!: string | null;

  @Column({ type: 'text', nullable: true })
  text!: string | null;

  /** A decimal string. */
  @Column({ type: 'numeric', nullable: true })
  amount!: string | null;

  @Column({ type: 'varchar', nullable: true })
  currency!: string | null;

  @Column({ type: 'date', nullable: true })
  date!: string | null;

  @Column({ type: 'real', nullable: true })
  confidence!: number | null;

  @Column({ type: 'text', nullable: true })
  rule!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  location!: Location | null;

  @Column({ name: 'corrected_value', type: 'text', nullable: true })
  correctedValue!: string | null;

  @Column({ name: 'corrected_text', type: 'text', nullable: true })
  correctedText!: string | null;

  @Column({ name: 'corrected_amount', type: 'numeric', nullable: true })
  correctedAmount!: string | null;

  @Column({ name: 'corrected_currency', type: 'varchar', nullable: true })
  correctedCurrency!: string | null;

  @Column({ name: 'corrected_date', type: 'date', nullable: true })
  correctedDate!: string | null;

  @Column({ name: 'corrected_by', type: 'uuid', nullable: true })
  correctedBy!: string | null;

  @Column({ name: 'corrected_at', type: 'timestamptz', nullable: true })
  correctedAt!: Date | null;
}
