import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FieldsAndSearch1795200400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FIELDS);
    await runner.query(VALIDATIONS);
    await runner.query(SEARCH);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE search_entries, search_passages, document_validations, field_corrections, document_fields;
      DROP INDEX documents_to_review;
      ALTER TABLE users DROP COLUMN search_key`);
  }
}

/**
 * The `effective_*` columns are what a report over documents goes by: the correction where there is one, else what was
 * found. Texts are cut so that an index can hold them.
 */
const FIELDS = `
  CREATE TABLE document_fields (
    document_id uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name varchar(64) NOT NULL,
    ordinal integer NOT NULL DEFAULT 0,
    type varchar(12) NOT NULL,
    label text,
    value text,
    text text,
    amount numeric,
    currency varchar(3),
    date date,
    confidence real,
    rule text,
    location jsonb,
    corrected_value text,
    corrected_text text,
    corrected_amount numeric,
    corrected_currency varchar(3),
    corrected_date date,
    corrected_by uuid,
    corrected_at timestamptz(3),
    effective_text text GENERATED ALWAYS AS
      (left(CASE WHEN corrected_at IS NULL THEN text ELSE corrected_text END, 500)) STORED,
    effective_amount numeric GENERATED ALWAYS AS
      (CASE WHEN corrected_at IS NULL THEN amount ELSE corrected_amount END) STORED,
    effective_currency varchar(3) GENERATED ALWAYS AS
      (CASE WHEN corrected_at IS NULL THEN currency ELSE corrected_currency END) STORED,
    effective_date date GENERATED ALWAYS AS
      (CASE WHEN corrected_at IS NULL THEN date ELSE corrected_date END) STORED,
    PRIMARY KEY (document_id, name, ordinal),
    CHECK (value IS NOT NULL OR corrected_at IS NOT NULL)
  );
  CREATE INDEX document_fields_texts ON document_fields (user_id, name, effective_text);
  CREATE INDEX document_fields_dates ON document_fields (user_id, name, effective_date)
    WHERE effective_date IS NOT NULL;
  CREATE INDEX document_fields_amounts ON document_fields (user_id, name, effective_amount)
    WHERE effective_amount IS NOT NULL;

  CREATE TABLE field_corrections (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    name varchar(64) NOT NULL,
    ordinal integer NOT NULL,
    value text,
    normalized jsonb,
    corrected_by uuid NOT NULL,
    corrected_at timestamptz(3) NOT NULL
  );
  CREATE INDEX field_corrections_of_document ON field_corrections (document_id, id);`;

const VALIDATIONS = `
  CREATE TABLE document_validations (
    document_id uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    ordinal integer NOT NULL,
    rule varchar(64) NOT NULL,
    status varchar(7) NOT NULL CHECK (status IN ('pass', 'fail', 'skipped')),
    message text NOT NULL,
    fields text[] NOT NULL,
    PRIMARY KEY (document_id, ordinal)
  );
  CREATE INDEX document_validations_failed ON document_validations (user_id, rule) WHERE status = 'fail';
  CREATE INDEX documents_to_review ON documents (user_id, created_at DESC, id DESC)
    WHERE summary->>'needs_review' = 'true';`;

/**
 * The tokens of an entry begin with a short number of its user: each user has posting lists of his own, so that nobody
 * else's documents make a search slow. A narrow heap (tokens stand aside) makes counting many hits quick.
 * Without a pending list (`fastupdate`) a search never has to read one.
 */
const SEARCH = `
  ALTER TABLE users ADD COLUMN search_key integer GENERATED ALWAYS AS IDENTITY UNIQUE;

  CREATE TABLE search_passages (
    document_id uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    ordinal integer NOT NULL,
    page integer,
    sheet text,
    text text NOT NULL,
    folded text,
    PRIMARY KEY (document_id, ordinal)
  );

  CREATE TABLE search_entries (
    document_id uuid NOT NULL REFERENCES documents ON DELETE CASCADE,
    part integer NOT NULL,
    parts integer NOT NULL,
    user_id uuid NOT NULL,
    tokens tsvector NOT NULL,
    PRIMARY KEY (document_id, part)
  ) WITH (toast_tuple_target = 128);
  CREATE INDEX search_entries_tokens ON search_entries USING gin (tokens) WITH (fastupdate = off);
  CREATE INDEX search_entries_parted ON search_entries USING gin (tokens) WITH (fastupdate = off) WHERE parts > 1;`;
