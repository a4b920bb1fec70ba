import { describe, expect, it } from '@jest/globals';
import { RestartPolicy } from './restart-policy.js';

describe('RestartPolicy', () => {
  it('waits twice as long each time, and gives up at the fifth early death', () => {
    const policy = new RestartPolicy();
    expect([1, 2, 3, 4, 5].map(() => policy.afterDeath(100))).toEqual([500, 1_000, 2_000, 4_000, undefined]);
  });

  it('never gives up on a process that comes up, and waits half a minute at most', () => {
    const policy = new RestartPolicy();
    const delays = Array.from({ length: 12 }, () => policy.afterDeath(10_000));
    expect(delays.slice(0, 2)).toEqual([500, 1_000]);
    expect(delays.at(-1)).toBe(30_000);
  });

  it('forgets after a minute of life', () => {
    const policy = new RestartPolicy();
    policy.afterDeath(10);
    policy.afterDeath(10);
    expect(policy.afterDeath(61_000)).toBe(500);
  });
});
