import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { StateEvent } from './messages.js';

/** A state message as it is kept: numbered per user, without gaps, in the order of the commits. */
@Entity('notifications')
export class Notification {
  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @PrimaryColumn({ type: 'bigint', transformer: { to: String, from: Number } })
  seq!: number;

  @Column({ type: 'varchar' })
  type!: StateEvent['type'];

  @Column({ type: 'jsonb' })
  payload!: Record<string, unknown>;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
