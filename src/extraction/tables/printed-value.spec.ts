import { describe, expect, it } from '@jest/globals';
import { readPrinted } from './printed-value.js';

describe('readPrinted', () => {
  it.each([
    ['1,234,500', 1_234_500, 'plain'],
    ['0.857', 0.857, 'plain'],
    ['-12', -12, 'plain'],
    ['(1,234)', -1234, 'plain'],
    ['831,800원', 831_800, 'money'],
    ['₩ 1,234', 1234, 'money'],
    ['€ 399,00', 399, 'money'],
    ['1.234,50 €', 1234.5, 'money'],
    ['-$4.11', -4.11, 'money'],
    ['21%', 0.21, 'percent'],
    ['2026년 1월 7일', '2026-01-07', 'plain'],
    ['2026.1.7', '2026-01-07', 'plain'],
    ['2026/01/07', '2026-01-07', 'plain'],
  ])('%s', (text, value, kind) => {
    expect(readPrinted(text)).toEqual({ value, kind });
  });

  it.each(['007', '183-01-66134', '1,23,456', '12345678901234567', '2026-13-41', 'USB-C', '1.2.3', '%'])(
    'leaves %s as it is',
    (text) => {
      expect(readPrinted(text)).toEqual({ value: text, kind: 'plain' });
    },
  );
});
