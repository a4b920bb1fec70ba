import { describe, expect, it } from '@jest/globals';
import { delayAfter } from './delivery-schedule.js';

describe('the schedule of deliveries', () => {
  it('tries again soon, then more and more rarely', () => {
    const delays = Array.from({ length: 9 }, (_, index) => delayAfter(index + 1, 0) ?? 0);
    expect(delays[0]).toBe(5_000);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
  });

  it('gives up after a day', () => {
    let hours = 0;
    let attempts = 1;
    for (let delay = delayAfter(1, 0); delay !== null; delay = delayAfter(attempts, 0)) {
      hours += delay / 3_600_000;
      attempts += 1;
    }
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
    expect(attempts).toBe(10);
  });

  it('spreads what failed at the same time, never beyond the delay', () => {
    expect([delayAfter(2, 0), delayAfter(2, 0.5), delayAfter(2, 1)]).toEqual([60_000, 57_000, 54_000]);
  });
});
