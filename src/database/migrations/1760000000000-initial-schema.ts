import type { MigrationInterface, QueryRunner } from 'typeorm';

export class InitialSchema1760000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS);
    await runner.query(DOCUMENTS);
    await runner.query(RESULTS);
    await runner.query(NOTIFICATIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE storage_purges, notifications, notification_counters, reports, extractions, jobs, documents,
        refresh_tokens, auth_sessions, users CASCADE`);
  }
}

const ACCOUNTS = `
  CREATE TABLE users (
    id uuid PRIMARY KEY,
    username varchar(50) NOT NULL,
    email varchar(254) NOT NULL,
    password_hash text NOT NULL,
    full_name varchar(100),
    role varchar(10) NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')),
    locale varchar(5) NOT NULL DEFAULT 'en',
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX users_username_unique ON users (lower(username));
  CREATE UNIQUE INDEX users_email_unique ON users (lower(email));

  CREATE TABLE auth_sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    revoked_at timestamptz(3)
  );
  CREATE INDEX auth_sessions_live ON auth_sessions (user_id) WHERE revoked_at IS NULL;

  CREATE TABLE refresh_tokens (
    token_hash char(64) PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES auth_sessions ON DELETE CASCADE,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    expires_at timestamptz(3) NOT NULL,
    spent_at timestamptz(3)
  );
  CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);`;

const DOCUMENTS = `
  CREATE TABLE documents (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    filename text NOT NULL,
    file_type varchar(10) NOT NULL CHECK (file_type IN ('excel', 'pdf', 'image')),
    media_type varchar(100) NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    sha256 char(64) NOT NULL,
    job_id uuid NOT NULL,
    duplicate_of uuid REFERENCES documents ON DELETE SET NULL,
    idempotency_key varchar(200),
    summary jsonb,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now()
  );
  CREATE INDEX documents_of_user ON documents (user_id, created_at DESC, id DESC);
  CREATE INDEX documents_same_content ON documents (user_id, sha256);
  CREATE INDEX documents_duplicates ON documents (duplicate_of) WHERE duplicate_of IS NOT NULL;
  CREATE UNIQUE INDEX documents_idempotency ON documents (user_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

  CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    document_id uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    kind varchar(12) NOT NULL CHECK (kind IN ('extraction', 'report')),
    status varchar(10) NOT NULL DEFAULT 'queued'
      CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    progress real NOT NULL DEFAULT 0,
    stage varchar(40),
    message text,
    attempt integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL,
    attempt_token uuid,
    worker varchar(100),
    child_losses integer NOT NULL DEFAULT 0,
    error jsonb,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    dispatched_at timestamptz(3),
    heartbeat_at timestamptz(3),
    started_at timestamptz(3),
    finished_at timestamptz(3)
  );
  CREATE INDEX jobs_of_document ON jobs (document_id, created_at DESC);
  CREATE UNIQUE INDEX jobs_one_active_extraction ON jobs (document_id)
    WHERE kind = 'extraction' AND status IN ('queued', 'running');
  CREATE INDEX jobs_unfinished ON jobs (status, created_at) WHERE status IN ('queued', 'running');
  ALTER TABLE documents ADD CONSTRAINT documents_current_job
    FOREIGN KEY (job_id) REFERENCES jobs DEFERRABLE INITIALLY DEFERRED;
  CREATE INDEX documents_job ON documents (job_id);`;

const RESULTS = `
  CREATE TABLE extractions (
    document_id uuid PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    job_id uuid NOT NULL,
    storage_key text NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now()
  );

  CREATE TABLE reports (
    id uuid PRIMARY KEY,
    document_id uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    locale varchar(5) NOT NULL,
    title text,
    formats text[] NOT NULL DEFAULT '{}',
    created_at timestamptz(3) NOT NULL DEFAULT now()
  );
  CREATE INDEX reports_of_document ON reports (document_id, created_at DESC);
  CREATE INDEX reports_of_user ON reports (user_id);
  CREATE INDEX reports_job ON reports (job_id);`;

const NOTIFICATIONS = `
  CREATE TABLE notification_counters (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    last_seq bigint NOT NULL
  );

  CREATE TABLE notifications (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    seq bigint NOT NULL,
    type varchar(40) NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, seq)
  );

  CREATE TABLE storage_purges (
    prefix text PRIMARY KEY,
    due_at timestamptz(3) NOT NULL
  );
  CREATE INDEX storage_purges_due ON storage_purges (due_at);`;
