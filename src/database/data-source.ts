import type { DataSourceOptions } from 'typeorm';
import type { Env } from '../config/env.js';
import { migrations } from './migrations/index.js';

const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Options of the one connection pool of a process. `synchronize` stays off for good: the schema comes from
 * migrations. Entities are registered by the feature modules.
 */
export function dataSourceOptions(
  env: Pick<Env, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'>,
): Extract<DataSourceOptions, { type: 'postgres' }> {
  return {
    type: 'postgres',
    url: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    synchronize: false,
    migrationsRun: false,
    migrations,
    migrationsTableName: 'schema_migrations',
    applicationName: 'sheaf',
    extra: { statement_timeout: STATEMENT_TIMEOUT_MS, connectionTimeoutMillis: 5_000, options: '-c TimeZone=UTC' },
  };
}
