import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counters of rate limits, accounts that are closed, and how much of the storage is whose. */
export class ClientLimits1795210000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Unlogged: counters cost no writes to disk, and after a crash counting begins anew. The names of table and columns
    // are those that rate-limiter-flexible writes to.
    await runner.query(`
      CREATE UNLOGGED TABLE rate_limits (
        key varchar(255) PRIMARY KEY,
        points integer NOT NULL DEFAULT 0,
        expire bigint
      ) WITH (fillfactor = 50)`);
    await runner.query(`
      ALTER TABLE users
        ADD COLUMN disabled_at timestamptz(3),
        ADD COLUMN storage_quota_mb integer CHECK (storage_quota_mb >= 0)`);
    await runner.query(`
      CREATE TABLE storage_reservations (
        document_id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        bytes bigint NOT NULL CHECK (bytes >= 0),
        expires_at timestamptz(3) NOT NULL
      );
      CREATE INDEX storage_reservations_of_user ON storage_reservations (user_id);
      CREATE INDEX documents_bytes_of_user ON documents (user_id) INCLUDE (size_bytes)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX documents_bytes_of_user;
      DROP TABLE storage_reservations;
      ALTER TABLE users DROP COLUMN storage_quota_mb, DROP COLUMN disabled_at;
      DROP TABLE rate_limits`);
  }
}
