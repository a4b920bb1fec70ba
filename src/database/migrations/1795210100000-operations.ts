import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an operator needs to see: which request and which trace a job belongs to, how long its stages took, which
 * workers there are; and the indexes by which the figures of a period are found.
 */
export class Operations1795210100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs ADD COLUMN request_id varchar(128);
      ALTER TABLE jobs ADD COLUMN traceparent varchar(55);
      ALTER TABLE jobs ADD COLUMN stage_ms jsonb;
      CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
      CREATE INDEX jobs_created ON jobs (created_at);
      CREATE TABLE workers (
        name varchar(100) PRIMARY KEY,
        version varchar(40) NOT NULL,
        concurrency integer NOT NULL,
        started_at timestamptz(3) NOT NULL DEFAULT now(),
        seen_at timestamptz(3) NOT NULL DEFAULT now()
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE workers;
      DROP INDEX jobs_created, jobs_finished;
      ALTER TABLE jobs DROP COLUMN stage_ms;
      ALTER TABLE jobs DROP COLUMN traceparent;
      ALTER TABLE jobs DROP COLUMN request_id;`);
  }
}
