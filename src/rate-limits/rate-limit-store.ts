import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import pg from 'pg';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import { within } from '../common/within.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { OutageLog } from '../logging/outage-log.js';
import { connectToRedis, IMPATIENT } from '../redis/redis-client.js';
import type { RateLimit } from './rate-limit.types.js';

/** Rejects with a `RateLimiterRes` when the limit is reached. */
export type LimitCounter = Pick<RateLimiterAbstract, 'consume' | 'delete'>;

interface CounterOptions {
  keyPrefix: string;
  points: number;
  duration: number;
  inMemoryBlockOnConsumed: number;
}

const TABLE = 'rate_limits';
const POOL = { max: 2, idleTimeoutMillis: 60_000, application_name: 'sheaf-limits', allowExitOnIdle: true };
/** Nobody waits longer for being counted. */
const PATIENCE_MS = 750;
/** So long a store that failed is left alone. */
const PAUSE_MS = 1_000;

/**
 * Where all API processes count together: Redis, or a table of PostgreSQL over connections of its own. While that is
 * away each process counts by itself, up to the same limits, so that an outage neither closes the service nor opens it.
 */
@Injectable()
export class RateLimitStore implements OnApplicationShutdown {
  private readonly logger = new Logger(RateLimitStore.name);
  private readonly outages = new OutageLog(this.logger, 'the store of rate limits');
  private readonly redis: Redis | undefined;
  private readonly pool: pg.Pool | undefined;
  private sweeps = false;
  private awayUntil = 0;

  constructor(@InjectEnv() env: Env) {
    if (env.REDIS_URL === undefined) this.pool = this.openPool(env.DATABASE_URL);
    else this.redis = this.connect(env.REDIS_URL);
  }

  /** A counter of a limit's own. Whoever is over it is refused without asking the store again. */
  counter({ name, points, seconds }: RateLimit): LimitCounter {
    const options = { keyPrefix: name, points, duration: seconds, inMemoryBlockOnConsumed: points + 1 };
    const common = this.commonCounter(options);
    const own = new RateLimiterMemory(options);
    return {
      consume: (key, taken) =>
        this.whileThere(
          () => common.consume(key, taken),
          () => own.consume(key, taken),
        ),
      delete: (key) =>
        this.whileThere(
          () => common.delete(key),
          () => own.delete(key),
        ),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis?.disconnect();
    await this.pool?.end();
  }

  /** Asks the store; once it has failed everybody is spared the waiting for a moment. */
  private async whileThere<T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    if (Date.now() < this.awayUntil) return otherwise();
    try {
      return await ask();
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      this.awayUntil = Date.now() + PAUSE_MS;
      this.outages.note(error);
      return otherwise();
    }
  }

  private commonCounter(options: CounterOptions): RateLimiterAbstract {
    if (this.redis) return new RateLimiterRedis({ ...options, storeClient: this.redis, rejectIfRedisNotReady: true });
    const { pool } = this;
    // One of them removes what has expired, for all share the table.
    const clearExpiredByTimeout = !this.sweeps;
    this.sweeps = true;
    return new RateLimiterPostgres({
      ...options,
      storeClient: { query: (query: pg.QueryConfig) => pool && within(PATIENCE_MS, pool.query(query)) },
      storeType: 'pool',
      tableName: TABLE,
      tableCreated: true,
      clearExpiredByTimeout,
    });
  }

  private openPool(connectionString: string): pg.Pool {
    const limits = { connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS, statement_timeout: PATIENCE_MS };
    const pool = new pg.Pool({ connectionString, ...POOL, ...limits });
    pool.on('error', (error) => {
      this.outages.note(error);
    });
    return pool;
  }

  private connect(url: string): Redis {
    const client = connectToRedis(url, { ...IMPATIENT, commandTimeout: PATIENCE_MS, keyPrefix: 'sheaf:limits:' });
    client.on('error', (error) => {
      this.outages.note(error);
    });
    return client;
  }
}
