import { describe, expect, it } from '@jest/globals';
import { mapConcurrently } from './concurrently.js';

/** Resolves after as many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

describe('mapConcurrently', () => {
  it('gives results in the order of the items, whichever ends first', async () => {
    const results = await mapConcurrently([9, 1, 5], 2, async (item) => {
      await turns(item);
      return item * 2;
    });
    expect(results).toEqual([18, 2, 10]);
  });

  it('works on no more items at once than it may', async () => {
    let [now, most] = [0, 0];
    await mapConcurrently([3, 1, 4, 1, 5, 9], 2, async (item) => {
      now += 1;
      most = Math.max(most, now);
      await turns(item);
      now -= 1;
    });
    expect(most).toBe(2);
  });

  it('rejects with the first failure and leaves what has not begun', async () => {
    const begun: number[] = [];
    const working = mapConcurrently([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      await turns(item);
      throw new Error(`item ${item}`);
    });
    await expect(working).rejects.toThrow('item 1');
    expect(begun).toEqual([1, 2]);
  });
});
