import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What it takes to word a check in any language. Checks stored before have none, and stay as they were worded, until
 * their document is read again or corrected.
 */
export class ValidationWording1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE document_validations ADD COLUMN key varchar(64), ADD COLUMN params jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE document_validations DROP COLUMN key, DROP COLUMN params`);
  }
}
