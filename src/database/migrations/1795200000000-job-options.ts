import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a document is to be read is part of the job. Jobs from before know nothing of it. */
export class JobOptions1795200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs ADD COLUMN options jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs DROP COLUMN options');
  }
}
