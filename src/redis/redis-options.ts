import type { RedisOptions } from 'ioredis';

const LONGEST_PAUSE_MS = 2_000;

/** How every connection behaves: it is tried again for ever, soon at first and then every two seconds. */
const LASTING = {
  connectTimeout: 5_000,
  keepAlive: 10_000,
  retryStrategy: (times: number) => Math.min(times * 100, LONGEST_PAUSE_MS),
} satisfies RedisOptions;

/**
 * For those who must answer somebody: a command fails at once while Redis is away, and after two seconds when Redis
 * does not answer. What was to be said stands in the database.
 */
export const IMPATIENT = {
  ...LASTING,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 2_000,
  socketTimeout: 5_000,
} satisfies RedisOptions;

/**
 * For workers, who have time: a command waits until Redis is back. The longest read of a worker blocks for ten seconds,
 * so a connection that is silent for longer is dead.
 */
export const PATIENT = {
  ...LASTING,
  maxRetriesPerRequest: null,
  socketTimeout: 30_000,
} satisfies RedisOptions;
