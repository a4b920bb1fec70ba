import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { within } from './within.js';

describe('within', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives what the work gives, and leaves no timer behind', async () => {
    await expect(within(1_000, Promise.resolve('done'))).resolves.toBe('done');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fails as the work fails', async () => {
    await expect(within(1_000, Promise.reject(new Error('no such bucket')))).rejects.toThrow('no such bucket');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not wait longer than it was told to, nor minds how the work ends then', async () => {
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise((_resolve, reject) => {
      fail = reject;
    });
    const waiting = expect(within(1_000, work)).rejects.toThrow('no answer within 1000 ms');
    await jest.advanceTimersByTimeAsync(1_000);
    await waiting;
    fail(new Error('too late'));
    await Promise.resolve();
  });
});
