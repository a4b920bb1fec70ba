import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { parseEnv } from '../config/env.js';
import { RateLimitStore } from './rate-limit-store.js';
import { RateLimiter } from './rate-limiter.js';

const limitOf = (points: number): { name: string; points: number; seconds: number } => ({
  name: 'test',
  points,
  seconds: 60,
});

function over(points: number): { limiter: RateLimiter; another: RateLimiter; counter: RateLimiterMemory } {
  const counter = new RateLimiterMemory({ points, duration: 60 });
  const limiter = new RateLimiter(limitOf(points), counter);
  return { limiter, another: new RateLimiter(limitOf(points), counter), counter };
}

async function admitted(limiter: RateLimiter, attempts: number, key = 'a'): Promise<number> {
  const standings = await Promise.all(Array.from({ length: attempts }, () => limiter.take(key)));
  return standings.filter(({ allowed }) => allowed).length;
}

describe('a limit', () => {
  it('lets through as many as it says, however many come at once', async () => {
    const { limiter } = over(20);
    expect(await admitted(limiter, 100)).toBe(20);
    expect(await admitted(limiter, 5)).toBe(0);
    expect(await admitted(limiter, 5, 'b')).toBe(5);
  });

  it('is common to all who count in one store', async () => {
    const { limiter, another } = over(20);
    const [here, there] = await Promise.all([admitted(limiter, 15), admitted(another, 15)]);
    expect(here + there).toBe(20);
  });

  it('asks the store once in a while when it is large', async () => {
    const { limiter, counter } = over(2_000);
    const consume = jest.spyOn(counter, 'consume');
    expect(await admitted(limiter, 1_000)).toBe(1_000);
    expect(consume.mock.calls.length).toBe(100);
    expect(await admitted(limiter, 2_000)).toBe(1_000);
  });

  it('tells how many are left and when it begins anew', async () => {
    const { limiter } = over(3);
    expect(await limiter.take('a')).toMatchObject({ allowed: true, remaining: 2, resetSeconds: 60 });
    await admitted(limiter, 5);
    expect(await limiter.take('a')).toMatchObject({ allowed: false, remaining: 0 });
  });

  it('forgets whom it is told to forget', async () => {
    const { limiter } = over(3);
    await admitted(limiter, 2);
    await limiter.forget('a');
    expect(await admitted(limiter, 5)).toBe(3);
  });
});

describe('a store that is away', () => {
  Logger.overrideLogger(false);
  const secrets = { SECRET_KEY: 'x'.repeat(32), DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const stores = {
    PostgreSQL: new RateLimitStore(parseEnv(secrets)),
    Redis: new RateLimitStore(parseEnv({ ...secrets, REDIS_URL: 'redis://127.0.0.1:1' })),
  };

  afterAll(() => Promise.all(Object.values(stores).map((store) => store.onApplicationShutdown())));

  it.each(['PostgreSQL', 'Redis'] as const)('leaves each process counting by itself: %s', async (name) => {
    const limiter = new RateLimiter(limitOf(10), stores[name].counter(limitOf(10)));
    expect(await admitted(limiter, 30)).toBe(10);
  });
});
