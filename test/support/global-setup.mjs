import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dist = new URL('../../dist/', import.meta.url);
const TEMPLATE = 'sheaf_template';
/** Tests may lose their data when the machine does. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' };

/** One PostgreSQL for all suites of a run, with a migrated template that each suite clones. */
export default async function setUp() {
  if (!existsSync(new URL('main.js', dist))) throw new Error('dist/ is missing: run "npm run build" first');
  const { EmbeddedPostgres } = await import(new URL('cli/embedded-postgres/embedded-postgres.js', dist).href);
  const { runMigrations } = await import(new URL('cli/run-migrations.js', dist).href);
  const { default: pg } = await import('pg');

  const directory = await mkdtemp(join(tmpdir(), 'sheaf-test-'));
  const server = new EmbeddedPostgres({ directory, settings: FAST });
  const { databaseUrl } = await server.start();
  globalThis.sheafTestServer = { server, directory };

  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const template = new URL(databaseUrl);
  template.pathname = `/${TEMPLATE}`;
  await runMigrations(template.href);
  process.env.TEST_DATABASE_URL = databaseUrl;
}
