import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports across documents, whose jobs are about no single one. */
export class CollectionReports1795290000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs ALTER COLUMN document_id DROP NOT NULL;
      ALTER TABLE jobs ALTER COLUMN kind TYPE varchar(20);
      ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
      ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('extraction', 'report', 'collection_report'));
      ALTER TABLE jobs ADD CONSTRAINT jobs_subject CHECK ((document_id IS NULL) = (kind = 'collection_report'));

      CREATE TABLE collection_reports (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
        locale varchar(5) NOT NULL,
        group_by varchar(20) NOT NULL,
        document_ids uuid[],
        filter jsonb,
        document_count integer NOT NULL,
        idempotency_key varchar(200),
        request_hash char(64) NOT NULL,
        title text,
        rendering text,
        formats text[] NOT NULL DEFAULT '{}',
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CHECK ((document_ids IS NULL) <> (filter IS NULL))
      );
      CREATE INDEX collection_reports_of_user ON collection_reports (user_id, created_at DESC, id DESC);
      CREATE INDEX collection_reports_job ON collection_reports (job_id);
      CREATE UNIQUE INDEX collection_reports_idempotency ON collection_reports (user_id, idempotency_key)
        WHERE idempotency_key IS NOT NULL;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE collection_reports;
      DELETE FROM jobs WHERE kind = 'collection_report';
      ALTER TABLE jobs DROP CONSTRAINT jobs_subject;
      ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
      ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('extraction', 'report'));
      ALTER TABLE jobs ALTER COLUMN kind TYPE varchar(12);
      ALTER TABLE jobs ALTER COLUMN document_id SET NOT NULL`);
  }
}
