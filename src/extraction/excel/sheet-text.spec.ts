import { describe, expect, it } from '@jest/globals';
import type { CellValue } from '../extraction.types.js';
import type { GridCell } from '../tables/grid.js';
import { TextCollector } from '../text-collector.js';
import { addRowText } from './sheet-text.js';

const VALUES: Exclude<CellValue, null>[] = [
  ...[0, -0, 9, 10, -10, 99, 100, 1e15, -(2 ** 53 - 1), 2 ** 53, 1e20, 1e21, 1e300],
  ...[0.1, -0.07, 1 / 3, 1e-7, 1234.56],
  ...[true, false, '', '거래처', 'a\tb'],
];

describe('the text of rows', () => {
  it('sets cells apart by tabs, in their columns', () => {
    const text = new TextCollector(100);
    addRowText([cell(3, 'a'), cell(6, 1)], 2, text);
    expect(text.toString()).toBe('\ta\t\t\t1');
  });

  it.each(VALUES)('counts %p that is no longer kept as if it were', (value) => {
    const [kept, full] = [new TextCollector(1_000), new TextCollector(0)];
    full.add('x');
    kept.add('x');
    for (const text of [kept, full]) addRowText([cell(4, value), cell(9, value)], 2, text);
    expect([full.truncated, full.toString(), full.length]).toEqual([true, '', kept.toString().length]);
  });
});

function cell(column: number, value: Exclude<CellValue, null>): GridCell {
  return { column, value, type: 'text' };
}
