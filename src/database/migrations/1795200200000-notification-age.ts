import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the notifications that are too old to be kept. */
export class NotificationAge1795200200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX notifications_age ON notifications (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX notifications_age');
  }
}
