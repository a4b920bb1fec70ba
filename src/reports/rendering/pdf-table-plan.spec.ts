import { describe, expect, it } from '@jest/globals';
import type { ReportValueType } from '../report.types.js';
import { CELL_PADDING, PAGE_WIDTH, planTable } from './pdf-table-plan.js';
import type { SectionTable } from './section-table.js';

function aTable(columns: [name: string, type: ReportValueType, value: string | number][]): SectionTable {
  return {
    columns: columns.map(([name, type]) => ({ name, type })),
    rows: [columns.map(([, type, value]) => ({ type, value }))],
    totals: new Set(),
  };
}

const amount: [string, ReportValueType, number] = ['금액', 'money', 123_456_789];

describe('a table on paper', () => {
  it('stands upright and fills the width when it fits', () => {
    const { orientation, groups } = planTable(aTable([['이름', 'text', '김'], amount]), 'ko');
    expect(orientation).toBe('portrait');
    expect(groups).toHaveLength(1);
    const width = groups[0]?.widths.reduce((sum, each) => sum + each + CELL_PADDING, 0);
    expect(width).toBeCloseTo(PAGE_WIDTH.portrait);
  });

  it('gives way in columns of text before numbers are broken', () => {
    const plan = planTable(aTable([['설명', 'text', '가'.repeat(200)], amount, amount]), 'ko');
    expect(plan.orientation).toBe('portrait');
    const [text = 0, number = 0] = plan.groups[0]?.widths ?? [];
    expect(text).toBeGreaterThan(number);
    expect(number).toBeGreaterThan(11 * plan.fontSize * 0.5);
  });

  it('lies across when it is wide', () => {
    expect(planTable(aTable(Array.from({ length: 9 }, () => amount)), 'ko').orientation).toBe('landscape');
  });

  it('comes in groups of columns, each with the first column in front, when no paper is wide enough', () => {
    const { orientation, groups } = planTable(aTable(Array.from({ length: 30 }, () => amount)), 'ko');
    expect(orientation).toBe('landscape');
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.every(({ columns }) => columns[0] === 0)).toBe(true);
    expect(groups.flatMap(({ columns }) => columns.slice(1))).toEqual(
      Array.from({ length: 29 }, (_, index) => index + 1),
    );
    for (const { widths } of groups) {
      expect(widths.reduce((sum, width) => sum + width + CELL_PADDING, 0)).toBeLessThanOrEqual(
        PAGE_WIDTH.landscape + 0.01,
      );
    }
  });
});
