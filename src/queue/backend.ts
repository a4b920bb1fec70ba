import { createPostgresBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';

const SCHEMA = 'bullmq';

/** Must run before the first queue is made: `@nestjs/bullmq` itself knows only Redis. */
export function useQueueBackend(): void {
  setDefaultBackendFactory(createPostgresBackend);
}

/** What BullMQ connects with. */
export function queueConnection(databaseUrl: string): { connectionString: string; schema: string; max: number } {
  return { connectionString: databaseUrl, schema: SCHEMA, max: 4 };
}

/** Brings BullMQ's own tables up to date. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}
