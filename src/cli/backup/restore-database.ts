import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../database/data-source.js';
import { migrations } from '../../database/migrations/index.js';
import { CliError } from '../cli-error.js';
import { runMigrations } from '../run-migrations.js';
import type { BackedUpTable, Manifest } from './manifest.js';
import { columnList, readTables } from './schema.js';

const APPLICATION = 'sheaf-restore';

/** Throws a {@link CliError} when the database is in use, or holds something and may not be emptied. */
export async function assertRestorable(databaseUrl: string, manifest: Manifest, force: boolean): Promise<void> {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = manifest.migrations.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new CliError(`The backup was made by a newer version (${manifest.version}): update this one first.`);
  }
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'sheaf' AND pid <> pg_backend_pid()`,
    );
    if ((rows[0]?.count ?? 0) > 0) throw new CliError('The service runs on this database: stop it first.');
    if (!force && (await holdsUsers(client))) {
      throw new CliError('The database is not empty: --force replaces all that it and the storage hold.');
    }
  });
}

/** Fills the database with what the backup holds, in one transaction, and brings it up to date. */
export async function restoreDatabase(databaseUrl: string, folder: string, manifest: Manifest): Promise<void> {
  await bringSchemaTo(databaseUrl, manifest.migrations);
  await withClient(databaseUrl, async (client) => {
    await client.query('BEGIN');
    await client.query('SET CONSTRAINTS ALL DEFERRED');
    await empty(client);
    for (const table of await inOrderOf(client, manifest.tables)) await fill(client, folder, table);
    await client.query('DELETE FROM documents WHERE id = ANY ($1)', [manifest.deleted_meanwhile]);
    await client.query(GO_ON);
    await continueIdentities(client);
    await client.query('COMMIT');
    await client.query('ANALYZE');
  });
  await runMigrations(databaseUrl);
}

/** Whatever was under way is begun again; the queue that carried it is another one. */
const GO_ON = `
  UPDATE jobs SET status = 'queued', attempt_token = NULL, dispatched_at = NULL WHERE status IN ('queued', 'running')`;

/** The schema that the backup was taken from. What came later is taken back, on tables that are emptied before. */
async function bringSchemaTo(databaseUrl: string, names: string[]): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    if (await hasTable(client, 'users')) await empty(client);
  });
  const wanted = new Set(names);
  const dataSource = await new DataSource({
    ...dataSourceOptions({ DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: 2 }),
  }).initialize();
  try {
    const applied = (
      await dataSource.query<{ to: string | null }[]>(`SELECT to_regclass('schema_migrations') AS to`)
    )[0];
    const rows =
      applied?.to == null ? [] : await dataSource.query<{ name: string }[]>('SELECT name FROM schema_migrations');
    const extra = rows.filter(({ name }) => !wanted.has(name)).length;
    // Undone from the last one on, so perhaps with some that are wanted; these are applied again below.
    for (let left = extra; left > 0;) {
      const [last] = await dataSource.query<{ name: string }[]>(
        'SELECT name FROM schema_migrations ORDER BY id DESC LIMIT 1',
      );
      await dataSource.undoLastMigration({ transaction: 'each' });
      if (last && !wanted.has(last.name)) left -= 1;
    }
  } finally {
    await dataSource.destroy();
  }
  const schemaOfBackup = await new DataSource({
    ...dataSourceOptions({ DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: 2 }),
    migrations: migrations.filter(({ name }) => wanted.has(name)),
  }).initialize();
  await schemaOfBackup.runMigrations({ transaction: 'each' }).finally(() => schemaOfBackup.destroy());
}

async function inOrderOf(client: pg.Client, tables: BackedUpTable[]): Promise<BackedUpTable[]> {
  const ordered = await readTables(client);
  return ordered.flatMap(({ name }) => tables.find((table) => table.name === name) ?? []);
}

async function fill(client: pg.Client, folder: string, table: BackedUpTable): Promise<void> {
  const sink = client.query(copyFrom(`COPY "${table.name}" (${columnList(table)}) FROM STDIN`));
  await pipeline(createReadStream(join(folder, table.file)), createGunzip(), sink);
  if (sink.rowCount !== table.rows) {
    throw new CliError(`${table.name} has ${sink.rowCount} rows instead of ${table.rows}: nothing was restored.`);
  }
}

async function empty(client: pg.Client): Promise<void> {
  const tables = await readTables(client);
  await client.query(`TRUNCATE ${tables.map(({ name }) => `"${name}"`).join(', ')} RESTART IDENTITY`);
}

/** Numbers that the database gives go on behind those that were restored. */
async function continueIdentities(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = current_schema() AND is_identity = 'YES'`,
  );
  for (const { table, column } of rows) {
    await client.query(
      `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), coalesce(max("${column}"), 0) + 1, false)
       FROM "${table}"`,
    );
  }
}

async function holdsUsers(client: pg.Client): Promise<boolean> {
  if (!(await hasTable(client, 'users'))) return false;
  return ((await client.query('SELECT FROM users LIMIT 1')).rowCount ?? 0) > 0;
}

async function hasTable(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [name]);
  return rows[0]?.found ?? false;
}

async function withClient(databaseUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: APPLICATION });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
