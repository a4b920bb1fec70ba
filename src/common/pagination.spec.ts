import { describe, expect, it } from '@jest/globals';
import { offsetOf, Page } from './pagination.js';

describe('a page', () => {
  it.each([
    [0, 0],
    [1, 1],
    [10, 1],
    [11, 2],
  ])('of a list of %i knows of %i pages', (total, pages) => {
    expect(new Page([], total, { page: 1, pageSize: 10 }).totalPages).toBe(pages);
  });

  it('can be of other things and still be the same page', () => {
    const page = new Page([1, 2], 12, { page: 2, pageSize: 10 }).map(String);
    expect(page.items).toEqual(['1', '2']);
    expect(page).toMatchObject({ total: 12, request: { page: 2, pageSize: 10 }, totalPages: 2 });
  });

  it('begins where the one before it ended', () => {
    expect(offsetOf({ page: 1, pageSize: 10 })).toBe(0);
    expect(offsetOf({ page: 3, pageSize: 25 })).toBe(50);
  });
});
