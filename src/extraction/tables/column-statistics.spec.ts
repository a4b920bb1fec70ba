import { describe, expect, it } from '@jest/globals';
import type { CellValue, TableColumn } from '../extraction.types.js';
import { ColumnStatistics } from './column-statistics.js';
import { type NumberKind, typeOfValue } from './value-type.js';

function describeColumn(values: CellValue[], kind: NumberKind = 'plain'): TableColumn {
  const statistics = new ColumnStatistics();
  for (const value of values) if (value !== null) statistics.add(value, typeOfValue(value, kind));
  return statistics.describe('Column', values.length);
}

describe('ColumnStatistics', () => {
  it('describes numbers', () => {
    expect(describeColumn([3, 1, null, 3])).toEqual({
      name: 'Column',
      type: 'integer',
      null_count: 1,
      distinct_count: 2,
      min: 1,
      max: 3,
      sum: 7,
      mean: expect.closeTo(7 / 3, 10),
      examples: [3, 1],
    });
  });

  it('adds up decimals without binary leftovers', () => {
    expect(describeColumn([0.1, 0.2])).toMatchObject({ type: 'decimal', sum: 0.3, mean: 0.15 });
  });

  it('gives the first and last of dates and no sum', () => {
    const column = describeColumn(['2026-03-01', '2026-01-05']);
    expect(column).toMatchObject({ type: 'date', min: '2026-01-05', max: '2026-03-01', sum: null, mean: null });
  });

  it('gives neither least nor greatest of text', () => {
    expect(describeColumn(['b', 'a'])).toMatchObject({ type: 'text', min: null, max: null });
  });

  it('takes whole and broken numbers together for decimals', () => {
    expect(describeColumn([1, 2.5]).type).toBe('decimal');
  });

  it('takes dates with and without time together for datetimes', () => {
    expect(describeColumn(['2026-01-05', '2026-01-05T10:00:00']).type).toBe('datetime');
  });

  it.each(['money', 'percent'] as const)('knows %s by the format of its cells', (kind) => {
    expect(describeColumn([1, 0.5], kind).type).toBe(kind);
  });

  it.each([
    ['email', 'a@example.com'],
    ['url', 'https://example.com/x'],
    ['boolean', true],
  ] as const)('knows %s by its values', (type, value) => {
    expect(describeColumn([value, value]).type).toBe(type);
  });

  it('keeps the type of a column in spite of one stray word in ten', () => {
    expect(describeColumn([1, 2, 3, 4, 5, 6, 7, 8, 9, 'none'])).toMatchObject({ type: 'integer', sum: 45, mean: 5 });
  });

  it('is text where types are mixed', () => {
    expect(describeColumn([1, 2, 'three']).type).toBe('text');
  });

  it('shows at most five examples', () => {
    expect(describeColumn([1, 2, 3, 4, 5, 6, 7]).examples).toEqual([1, 2, 3, 4, 5]);
  });

  it('describes an empty column as text', () => {
    expect(describeColumn([null, null])).toMatchObject({ type: 'text', null_count: 2, distinct_count: 0, min: null });
  });
});
