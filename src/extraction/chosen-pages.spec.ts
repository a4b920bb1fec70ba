import { describe, expect, it } from '@jest/globals';
import { choosePages } from './chosen-pages.js';

describe('the pages to read', () => {
  it('are all when none are chosen', () => {
    expect(choosePages(3, null)).toEqual({ numbers: [1, 2, 3], beyondEnd: [] });
  });

  it('are each read once, in their order, however the ranges lie', () => {
    const ranges = [
      { first: 4, last: 5 },
      { first: 2, last: 4 },
    ];
    expect(choosePages(6, ranges).numbers).toEqual([2, 3, 4, 5]);
  });

  it('end with the document, and the range that does not is told', () => {
    const beyond = { first: 2, last: 9 };
    expect(choosePages(3, [{ first: 1, last: 1 }, beyond])).toEqual({ numbers: [1, 2, 3], beyondEnd: [beyond] });
  });

  it('are none beyond the end', () => {
    expect(choosePages(3, [{ first: 4, last: 9 }]).numbers).toEqual([]);
  });
});
