import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A prefix of storage keys that must be empty from `due_at` on. */
@Entity('storage_purges')
export class StoragePurge {
  @PrimaryColumn('text')
  prefix!: string;

  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt!: Date;
}
