import { describe, expect, it } from '@jest/globals';
import { priorityOf } from './job-priority.js';

const MEBIBYTE = 1024 * 1024;

describe('priorityOf', () => {
  it('puts the first small file of a user in front', () => {
    expect(priorityOf(0, 30_000)).toBe(1);
  });

  it('puts a file further back for each job that its user has waiting', () => {
    expect(priorityOf(1000, 30_000)).toBe(1001);
  });

  it('puts a huge file behind small ones', () => {
    expect(priorityOf(0, 10 * MEBIBYTE)).toBe(11);
  });

  it('stays in the range of the queue, however much there is', () => {
    expect(priorityOf(5_000_000, 1e15)).toBe(2_097_151);
  });
});
