import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports name the files they were rendered to. Those that were made before are made again, in all formats there are now. */
export class ReportRendering1795203600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reports ADD COLUMN rendering text');
    await runner.query(`UPDATE reports SET formats = '{}', title = NULL WHERE formats <> '{}'`);
    await runner.query(`
      UPDATE jobs SET status = 'queued', attempt = 0, attempt_token = NULL, progress = 0, dispatched_at = NULL,
        started_at = NULL, finished_at = NULL
      WHERE kind = 'report' AND status = 'succeeded'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reports DROP COLUMN rendering');
  }
}
