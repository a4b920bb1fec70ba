import { describe, expect, it } from '@jest/globals';
import { DistinctCounter } from './distinct-counter.js';

describe('DistinctCounter', () => {
  it('counts exactly while there are few', () => {
    const counter = new DistinctCounter(2);
    for (const value of [1, '1', true, 1, 'a', 'a']) counter.add(value);
    expect([counter.count, counter.isEstimate, counter.examples]).toEqual([4, false, [1, '1']]);
  });

  it.each<[string, (index: number) => number | string]>([
    ['whole numbers', (index) => index],
    ['fractions', (index) => index / 7],
    ['texts', (index) => `customer-${index}`],
  ])('is about right for many %s', (_case, valueOf) => {
    const counter = new DistinctCounter(5);
    for (let index = 0; index < 300_000; index += 1) counter.add(valueOf(index % 200_000));
    expect(counter.isEstimate).toBe(true);
    expect(Math.abs(counter.count - 200_000)).toBeLessThan(200_000 * 0.03);
  });
});
