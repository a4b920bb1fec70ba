import pRetry, { AbortError } from 'p-retry';
import { Client, DatabaseError } from 'pg';
import { CliError } from '../cli-error.js';
import { type Cluster } from './cluster.js';
import { databaseUrl, type Endpoint } from './endpoint.js';

const DATABASE_MISSING = '3D000';
const WRONG_PASSWORD = '28P01';

/** Waits until the server accepts connections and the service's database exists. `signal` ends the wait. */
export async function waitUntilReady(endpoint: Endpoint, cluster: Cluster, signal: AbortSignal): Promise<void> {
  await pRetry(() => connectOnce(endpoint, cluster), {
    // About a minute in all: recovery after a crash may take its time.
    retries: 70,
    minTimeout: 25,
    factor: 1.5,
    maxTimeout: 1_000,
    signal,
  });
}

async function connectOnce(endpoint: Endpoint, { password, isNew }: Cluster): Promise<void> {
  try {
    if (isNew) await createDatabase(endpoint, password);
    await withClient(databaseUrl(endpoint, password), (client) => client.query('SELECT 1'));
  } catch (error) {
    // A new error, since p-retry tries again only for what is an Error in its own realm (under jest there are two).
    if (!(error instanceof DatabaseError)) throw new Error('PostgreSQL does not answer', { cause: error });
    if (error.code === WRONG_PASSWORD) {
      throw new AbortError(new CliError('The stored password does not open the database: restore the password file.'));
    }
    // The first start was interrupted between the cluster and its database.
    if (error.code !== DATABASE_MISSING) throw error;
    await createDatabase(endpoint, password);
  }
}

async function createDatabase(endpoint: Endpoint, password: string): Promise<void> {
  await withClient(databaseUrl(endpoint, password, 'postgres'), async (client) => {
    const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'sheaf'`);
    if (rowCount === 0) await client.query('CREATE DATABASE sheaf');
  });
}

async function withClient(connectionString: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 });
  // A connection that breaks while it is idle must not end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
