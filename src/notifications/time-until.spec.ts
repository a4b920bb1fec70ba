import { describe, expect, it } from '@jest/globals';
import { timeUntil } from './time-until.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the time until then', () => {
  it('is what a timer waits', () => {
    const minute = timeUntil(new Date(Date.now() + 60_000));
    expect(minute).toBeGreaterThan(59_000);
    expect(minute).toBeLessThanOrEqual(60_000);
  });

  it('is never more than a timer can wait', () => {
    expect(timeUntil(new Date(Date.now() + 60 * DAY_MS))).toBe(2_147_483_647);
  });
});
