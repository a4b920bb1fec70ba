import { describe, expect, it } from '@jest/globals';
import { formatPageRanges, parsePageRanges } from './reading-options.js';

describe('parsePageRanges', () => {
  it.each([
    ['3', '3'],
    ['1-10', '1-10'],
    [' 1 - 3 , 7 ', '1-3,7'],
    ['7,1-3', '1-3,7'],
    ['1-3,2-5', '1-5'],
    ['1-3,4-5', '1-5'],
    ['2-9,3', '2-9'],
    ['1-999999', '1-999999'],
  ])('reads %s', (text, tidy) => {
    expect(formatPageRanges(parsePageRanges(text) ?? [])).toBe(tidy);
  });

  it.each(['', '0', '0-3', '5-2', '1-', '-3', '1,,2', 'all', '1-2-3', '１-３', '1;2', '-1', '1.5', '1234567'])(
    'refuses %j',
    (text) => {
      expect(parsePageRanges(text)).toBeNull();
    },
  );
});
