import {
  createIORedisClient,
  createPostgresBackend,
  createRedisBackend,
  RedisConnection,
  runMigrations,
  setDefaultBackendFactory,
  type BackendFactory,
  type IQueueBackend,
} from 'bullmq';
import pg from 'pg';
import type { Env } from '../config/env.js';
import { connectToRedis, IMPATIENT, PATIENT } from '../redis/redis-client.js';

const SCHEMA = 'bullmq';

export type QueueBackend = 'redis' | 'postgresql';

/** What carries the queue and the live messages. */
export function queueBackend(env: Pick<Env, 'REDIS_URL'>): QueueBackend {
  return env.REDIS_URL === undefined ? 'postgresql' : 'redis';
}

/**
 * Chooses the backend of every queue of this process; resolves to what BullMQ connects with. Must run before the first
 * queue is made: `@nestjs/bullmq` itself knows only Redis, and one connection for queues and workers alike.
 */
export function useQueueBackend(env: Pick<Env, 'REDIS_URL' | 'DATABASE_URL'>): object {
  if (env.REDIS_URL !== undefined) {
    const url = env.REDIS_URL;
    setDefaultBackendFactory(createOurRedisBackend);
    RedisConnection.clientFactory = (options) => createIORedisClient(connectToRedis(url, options));
    return {};
  }
  setDefaultBackendFactory(createPostgresBackend);
  return { connectionString: env.DATABASE_URL, schema: SCHEMA, max: 4 };
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

const createOurRedisBackend: BackendFactory = (name, options, wanted = {}) => {
  // Only workers ask for a second, blocking connection.
  const connection = wanted.withBlockingConnection ? PATIENT : IMPATIENT;
  return closingAtOnce(createRedisBackend(name, { ...options, connection }, wanted));
};

/** Closed while Redis is away, BullMQ would wait for it to say goodbye, or go on trying to reach it. */
function closingAtOnce(backend: IQueueBackend): IQueueBackend {
  let connected = false;
  backend.on('ready', () => {
    connected = true;
  });
  backend.on('close', () => {
    connected = false;
  });
  const close = backend.close.bind(backend);
  backend.close = (force = false) => close(force || !connected);
  return backend;
}
