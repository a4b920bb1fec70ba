import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueueBackend } from '../../src/queue/backend.js';
import { BusProbe } from './bus-probe.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { RedisServer } from './redis-server.js';

/** What carries queue and live messages of the suites that do not say it themselves: see `npm run test:redis`. */
const USUAL_BACKEND: QueueBackend = process.env.TEST_BACKEND === 'redis' ? 'redis' : 'postgresql';

export interface TestEnvironment {
  database: TestDatabase;
  backend: QueueBackend;
  /** To look at and disturb what carries live messages. */
  bus: BusProbe;
  /** Everything the service writes stands below. */
  directory: string;
  /** The variables of a service over this database and folder, on a port of the system's choice. */
  variables: Record<string, string>;
  dispose(): Promise<void>;
}

/** A database and a folder of its own for one suite, and the variables that point a service to them. */
export async function createTestEnvironment(overrides: Record<string, string> = {}): Promise<TestEnvironment> {
  const database = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'sheaf-suite-'));
  const redis = overrides.REDIS_URL === undefined && USUAL_BACKEND === 'redis' ? await RedisServer.start() : undefined;
  const redisUrl = overrides.REDIS_URL ?? redis?.url;
  return {
    database,
    backend: redisUrl === undefined ? 'postgresql' : 'redis',
    bus: new BusProbe(database, redisUrl),
    directory,
    variables: {
      ...serviceVariables(database.url, directory),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      ...overrides,
    },
    dispose: async () => {
      await redis?.dispose();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The variables of a service that keeps everything in one folder. */
export function serviceVariables(databaseUrl: string, directory: string): Record<string, string> {
  return {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    SECRET_KEY: 'a-secret-for-tests-that-is-long-enough',
    UPLOAD_DIR: join(directory, 'storage'),
    SCRATCH_DIR: join(directory, 'scratch'),
    LOG_DIR: join(directory, 'logs'),
    LOG_LEVEL: 'warn',
    // Started anew for each suite, they would read more samples than documents.
    SANDBOX_STANDBY: 'false',
  };
}
