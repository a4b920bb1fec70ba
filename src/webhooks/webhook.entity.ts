import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `failing`: nothing arrived for a day; `gone`: the target answered 410. */
export type DisabledReason = 'failing' | 'gone';

/** Where a user wants to be told of what happens, besides the live connection. */
@Entity('webhooks')
export class Webhook {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  url!: string;

  /** Types of messages; empty for all. */
  @Column({ type: 'text', array: true })
  events!: string[];

  /** `whsec_` and base64: what deliveries are signed with. */
  @Column({ type: 'text', select: false })
  secret!: string;

  @Column({ type: 'boolean' })
  enabled!: boolean;

  /** Why the service itself disabled it. */
  @Column({ name: 'disabled_reason', type: 'varchar', nullable: true })
  disabledReason!: DisabledReason | null;

  /** When a delivery arrived last. */
  @Column({ name: 'succeeded_at', type: 'timestamptz', nullable: true })
  succeededAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
