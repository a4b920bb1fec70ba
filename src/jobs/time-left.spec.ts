import { describe, expect, it } from '@jest/globals';
import { TimeLeft } from './time-left.js';

describe('the time that is left', () => {
  it('is unknown at first', () => {
    expect(new TimeLeft(0).seconds(0.1, 300)).toBeNull();
  });

  it('is unknown while nothing moves', () => {
    const time = new TimeLeft(0);
    expect([time.seconds(0, 1_000), time.seconds(0, 5_000)]).toEqual([null, null]);
  });

  it('follows a steady pace', () => {
    const time = new TimeLeft(0);
    const told = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((second) => time.seconds(second / 10, second * 1_000));
    expect(told).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('grows when a slow stage follows a quick one', () => {
    const time = new TimeLeft(0);
    const quick = time.seconds(0.5, 1_000) ?? 0;
    let slow = quick;
    for (let second = 2; second <= 16; second += 1) {
      slow = time.seconds(0.5 + (second - 1) * 0.005, second * 1_000) ?? 0;
    }
    // 0.425 left at 0.005 a second is 85 s; what is remembered of the quick stage shortens that a little.
    expect(quick).toBe(1);
    expect(slow).toBeGreaterThan(15);
    expect(slow).toBeLessThan(86);
  });

  it('is not thrown by bursts of steps', () => {
    const time = new TimeLeft(0);
    time.seconds(0.2, 2_000);
    expect(time.seconds(0.21, 2_001)).toBe(8);
  });

  it('never tells more than a day', () => {
    const time = new TimeLeft(0);
    expect(time.seconds(1e-9, 10_000)).toBe(86_400);
  });
});
