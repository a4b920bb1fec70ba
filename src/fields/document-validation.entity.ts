import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MessageParams } from '../common/messages/messages.js';
import type { ExtractedValidation } from '../extraction/extraction.types.js';

/** A check of a document's fields, as it stands with the corrections of today. */
@Entity('document_validations')
export class DocumentValidation {
  @PrimaryColumn({ name: 'document_id', type: 'uuid' })
  documentId!: string;

  @PrimaryColumn({ type: 'integer' })
  ordinal!: number;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'varchar' })
  rule!: string;

  @Column({ type: 'varchar' })
  status!: ExtractedValidation['status'];

  /** In English; `key` and `params` are what it takes to say it in another language. */
  @Column({ type: 'text' })
  message!: string;

  @Column({ type: 'varchar', nullable: true })
  key!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  params!: MessageParams | null;

  @Column({ type: 'text', array: true })
  fields!: string[];
}
