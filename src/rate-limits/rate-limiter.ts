import { LRUCache } from 'lru-cache';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitCounter } from './rate-limit-store.js';
import type { RateLimit, Standing } from './rate-limit.types.js';

/** Points are taken from the store in portions of this part of the limit, so that not every request asks it. */
const PORTIONS = 200;
const MAX_KEYS = 20_000;

interface Portion {
  left: number;
  /** What the store had left when the portion was taken. */
  stored: number;
  resetsAt: number;
  refused: boolean;
}

/**
 * One limit, counted per key in a store that several processes share. A process takes points from it in portions (one
 * point at a time under 400) and gives them out itself: what a process has left of its last portion when the time is
 * over is lost, so a limit may be reached early by {@link PORTIONS}th parts, and never late.
 */
export class RateLimiter {
  private readonly portionSize: number;
  private readonly portions = new LRUCache<string, Portion>({ max: MAX_KEYS });
  private readonly onTheWay = new Map<string, Promise<Portion>>();

  constructor(
    private readonly limit: RateLimit,
    private readonly counter: LimitCounter,
  ) {
    this.portionSize = Math.max(1, Math.floor(limit.points / PORTIONS));
  }

  /** Counts one attempt. */
  async take(key: string): Promise<Standing> {
    for (;;) {
      const portion = this.portions.get(key);
      if (portion && portion.resetsAt > Date.now()) {
        if (portion.refused) return this.standing(portion, false);
        if (portion.left > 0) {
          portion.left--;
          return this.standing(portion, true);
        }
      }
      await this.fetch(key);
    }
  }

  /** Takes back what was counted for a key; what other processes have in hand of it stays. */
  async forget(key: string): Promise<void> {
    this.portions.delete(key);
    // When the store is away its counters end by themselves.
    await this.counter.delete(key).catch(() => undefined);
  }

  /** All who wait for a key's next portion wait for the same one. */
  private fetch(key: string): Promise<Portion> {
    const fetching =
      this.onTheWay.get(key) ??
      this.consume(key).then((portion) => {
        this.portions.set(key, portion);
        this.onTheWay.delete(key);
        return portion;
      });
    this.onTheWay.set(key, fetching);
    return fetching;
  }

  private async consume(key: string): Promise<Portion> {
    try {
      return this.toPortion(await this.counter.consume(key, this.portionSize), false);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return this.toPortion(refusal, true);
      // Neither the store nor this process's own counter: nobody is shut out for that.
      return { left: 1, stored: this.limit.points, resetsAt: Date.now() + 1_000, refused: false };
    }
  }

  private toPortion({ remainingPoints, msBeforeNext }: RateLimiterRes, refused: boolean): Portion {
    const left = refused ? 0 : this.portionSize;
    return { left, stored: refused ? 0 : remainingPoints, resetsAt: Date.now() + Math.max(msBeforeNext, 1), refused };
  }

  private standing({ left, stored, resetsAt }: Portion, allowed: boolean): Standing {
    const resetSeconds = Math.max(1, Math.ceil((resetsAt - Date.now()) / 1_000));
    return { limit: this.limit, allowed, remaining: stored + left, resetSeconds };
  }
}
