import { describe, expect, it } from '@jest/globals';
import { Sampled } from './sampled.js';

const LIMITS = { maxAgeMs: 60_000, patienceMs: 60_000 };

describe('Sampled', () => {
  it('asks once for all who come within its age', async () => {
    let asked = 0;
    const sampled = new Sampled(() => Promise.resolve((asked += 1)), LIMITS);
    await expect(Promise.all([sampled.get(), sampled.get()])).resolves.toEqual([1, 1]);
    await expect(sampled.get()).resolves.toBe(1);
  });

  it('asks again when what it has is too old', async () => {
    let asked = 0;
    const sampled = new Sampled(() => Promise.resolve((asked += 1)), { ...LIMITS, maxAgeMs: 0 });
    await sampled.get();
    await expect(sampled.get()).resolves.toBe(2);
  });

  it('is null when it cannot be found out, and another time it can', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve(7)];
    const sampled = new Sampled(() => answers.shift() ?? Promise.resolve(0), { ...LIMITS, maxAgeMs: 0 });
    await expect(sampled.get()).resolves.toBeNull();
    await expect(sampled.get()).resolves.toBe(7);
  });

  it('does not ask anew while an answer is on its way, however often it is asked', async () => {
    let asked = 0;
    const never = new Sampled(
      () => {
        asked += 1;
        return new Promise<number>(() => undefined);
      },
      { maxAgeMs: 0, patienceMs: 1 },
    );
    await expect(never.get()).resolves.toBeNull();
    await expect(never.get()).resolves.toBeNull();
    expect(asked).toBe(1);
  });
});
