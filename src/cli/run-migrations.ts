import { DataSource } from 'typeorm';
import { z } from 'zod';
import { EnvError, loadDotEnv } from '../config/env.js';
import { dataSourceOptions } from '../database/data-source.js';
import { migrateQueue } from '../queue/backend.js';

/** Brings the schemas of the service and of its queue up to date; returns the names of the migrations that ran. */
export async function runMigrations(databaseUrl: string): Promise<string[]> {
  const dataSource = new DataSource(dataSourceOptions({ DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: 2 }));
  await dataSource.initialize();
  try {
    // Two deployments at once: the second waits for the first and then finds nothing to do.
    await dataSource.query(`SELECT pg_advisory_lock(7473202)`);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    await migrateQueue(databaseUrl);
    return applied.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

/** `DATABASE_URL` from the environment or `.env`; throws an `EnvError` without one. */
export function requireDatabaseUrl(): string {
  loadDotEnv();
  const parsed = z.string().min(1).safeParse(process.env.DATABASE_URL);
  if (!parsed.success) throw new EnvError(['DATABASE_URL is not set']);
  return parsed.data;
}
