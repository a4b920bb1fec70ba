import { describe, expect, it } from '@jest/globals';
import { findValueStyle } from '../extraction/key-information/values/value-style.js';
import { readInput } from './field-input.js';

const CONTEXT = { style: findValueStyle('', { language: 'ko', today: '2026-02-01' }), currency: 'EUR' };

describe('what a user types', () => {
  it.each(['2026-01-07', '2026.1.7', '2026. 1. 7.', '2026/01/07', '2026년 1월 7일', '7 Jan 2026'])(
    'is a date: %s',
    (input) => {
      expect(readInput('date', input, CONTEXT)).toBe('2026-01-07');
    },
  );

  it.each(['2026-02-30', 'tomorrow', '', '2026-13-01', '2026-01-07 or 2026-01-08'])('is no date: %j', (input) => {
    expect(readInput('date', input, CONTEXT)).toBeNull();
  });

  it.each([
    ['1,234,500', '1234500', 'EUR'],
    ['1,234,500원', '1234500', 'KRW'],
    ['₩1,234,500', '1234500', 'KRW'],
    ['금 일백이십삼만사천오백원정', '1234500', 'KRW'],
    ['$1,234.50', '1234.50', 'USD'],
    ['1234.50 EUR', '1234.50', 'EUR'],
    ['-12', '-12', 'EUR'],
    ['0', '0', 'EUR'],
  ])('is an amount: %s', (input, amount, currency) => {
    expect(readInput('money', input, CONTEXT)).toEqual({ amount, currency });
  });

  it.each(['a lot', '1e9', 'NaN', '9'.repeat(40), '1.234'])('is no amount, or not a clear one: %s', (input) => {
    expect(
      readInput('money', input, { ...CONTEXT, style: findValueStyle('', { language: null, today: '2026-02-01' }) }),
    ).toBeNull();
  });

  it('is read as the document writes', () => {
    const german = findValueStyle('Summe 1.234,50 €, 31.12.2025', { language: 'de', today: '2026-02-01' });
    expect(readInput('money', '1.234', { ...CONTEXT, style: german })).toMatchObject({ amount: '1234' });
    expect(readInput('date', '01.02.2026', { ...CONTEXT, style: german })).toBe('2026-02-01');
  });

  it('is a number, a percentage, or any text on one line', () => {
    expect(readInput('integer', '1,200', CONTEXT)).toBe('1200');
    expect(readInput('percent', '10 %', CONTEXT)).toBe('10');
    expect(readInput('decimal', 'ten', CONTEXT)).toBeNull();
    expect(readInput('text', '가온테크\n 주식회사', CONTEXT)).toBe('가온테크 주식회사');
  });
});
