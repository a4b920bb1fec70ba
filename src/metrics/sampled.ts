import { within } from '../common/within.js';

/**
 * A figure that is dear to find out: asked for at most once in `maxAgeMs`, by one asker for all, and never waited for
 * longer than `patienceMs`. Null while it cannot be found out.
 */
export class Sampled<T> {
  private value: Promise<T | null> | null = null;
  private askedAt = -Infinity;
  private asking: Promise<T> | null = null;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly limits: { maxAgeMs: number; patienceMs: number },
  ) {}

  get(): Promise<T | null> {
    if (this.value === null || performance.now() - this.askedAt >= this.limits.maxAgeMs) {
      this.askedAt = performance.now();
      this.value = within(this.limits.patienceMs, this.once()).catch(() => null);
    }
    return this.value;
  }

  /** A question that is still on its way is not asked again: a slow database must not be asked ever more. */
  private once(): Promise<T> {
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }
}
