import pg from 'pg';
import { randomBytes } from 'node:crypto';

const TEMPLATE = 'sheaf_template';

export interface TestDatabase {
  url: string;
  /** A connection of its own, for looking and for breaking things. */
  client: pg.Client;
  drop(): Promise<void>;
}

/** A migrated, empty database of its own for one suite. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  if (serverUrl === undefined) throw new Error('TEST_DATABASE_URL is not set: run this suite through jest');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  // A server that is stopped under a suite that failed must not hide the failure behind its own.
  client.on('error', () => undefined);
  await client.connect();
  return {
    url: url.href,
    client,
    drop: async () => {
      await client.end();
      await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
