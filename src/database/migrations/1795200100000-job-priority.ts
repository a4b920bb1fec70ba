import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a job stands among those that wait, and what counting a user's unfinished jobs needs. */
export class JobPriority1795200100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs ADD COLUMN priority integer NOT NULL DEFAULT 1 CHECK (priority > 0);
      ALTER TABLE jobs ADD COLUMN seconds_left integer;
      CREATE INDEX jobs_unfinished_of_user ON jobs (user_id, kind) WHERE status IN ('queued', 'running');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX jobs_unfinished_of_user;
      ALTER TABLE jobs DROP COLUMN seconds_left;
      ALTER TABLE jobs DROP COLUMN priority;`);
  }
}
