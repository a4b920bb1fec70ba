import { describe, expect, it } from '@jest/globals';
import { readInput } from './field-input.js';

describe('what a user types', () => {
  it.each(['2026-01-07', '2026.1.7', '2026. 1. 7.', '2026/01/07', '2026년 1월 7일'])('is a date: %s', (input) => {
    expect(readInput('date', input, null)).toBe('2026-01-07');
  });

  it.each(['2026-02-30', 'tomorrow', '', '2026-13-01'])('is no date: %j', (input) => {
    expect(readInput('date', input, null)).toBeNull();
  });

  it.each([
    ['1,234,500', '1234500', 'EUR'],
    ['1,234,500원', '1234500', 'KRW'],
    ['₩1,234,500', '1234500', 'KRW'],
    ['$1,234.50', '1234.50', 'USD'],
    ['1234.50 EUR', '1234.50', 'EUR'],
    ['-12', '-12', 'EUR'],
    ['0', '0', 'EUR'],
  ])('is an amount: %s', (input, amount, currency) => {
    expect(readInput('money', input, 'EUR')).toEqual({ amount, currency });
  });

  it.each(['a lot', '1,23,4', '1e9', 'NaN', '--1', '9'.repeat(40)])('is no amount: %s', (input) => {
    expect(readInput('money', input, null)).toBeNull();
  });

  it('is a number, a percentage, or any text on one line', () => {
    expect(readInput('integer', '1,200', null)).toBe('1200');
    expect(readInput('percent', '10 %', null)).toBe('10');
    expect(readInput('text', '가온테크\n 주식회사', null)).toBe('가온테크 주식회사');
  });
});
