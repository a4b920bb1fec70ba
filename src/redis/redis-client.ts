import { Redis, type RedisOptions } from 'ioredis';
import { within } from '../common/within.js';

const LONGEST_PAUSE_MS = 2_000;
const PROBE_MS = 5_000;
/** A worker's read of its queue blocks its connection for ten seconds at most. */
const LONGEST_READ_MS = 15_000;

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
} satisfies RedisOptions;

/** For workers, who have time: a command waits until Redis is back. */
export const PATIENT = { ...LASTING, maxRetriesPerRequest: null } satisfies RedisOptions;

/** A connection that comes back by itself, also when it has died without a packet, which only using it can tell. */
export function connectToRedis(url: string, options: RedisOptions): Redis {
  const client = new Redis(url, options);
  let asking = false;
  const probe = setInterval(() => {
    if (asking || client.status !== 'ready') return;
    asking = true;
    within(options.commandTimeout ?? LONGEST_READ_MS, client.ping())
      .catch(() => {
        if (client.status === 'ready') client.disconnect(true);
      })
      .finally(() => {
        asking = false;
      });
  }, PROBE_MS);
  probe.unref();
  client.once('end', () => {
    clearInterval(probe);
  });
  return client;
}
