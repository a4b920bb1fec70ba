import type { CellValue, ValueType } from '../extraction.types.js';

/** What a number stands for, as its cell's format says. */
export type NumberKind = 'plain' | 'percent' | 'money';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]+$/;
const URL = /^(https?|ftp):\/\/\S+$/i;

/** How much of a column may differ from its type: one stray remark does not make a column of numbers text. */
const TOLERATED_SHARE = 0.1;

/** Types that, mixed in one column, are one of the two. */
const WIDER: Partial<Record<ValueType, Partial<Record<ValueType, ValueType>>>> = {
  integer: { decimal: 'decimal', money: 'money', percent: 'percent' },
  decimal: { money: 'money', percent: 'percent' },
  date: { datetime: 'datetime' },
};

export function typeOfValue(value: Exclude<CellValue, null>, kind: NumberKind = 'plain'): ValueType {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') {
    if (kind !== 'plain') return kind;
    return Number.isInteger(value) ? 'integer' : 'decimal';
  }
  if (DATE.test(value)) return 'date';
  if (DATETIME.test(value)) return 'datetime';
  if (EMAIL.test(value)) return 'email';
  return URL.test(value) ? 'url' : 'text';
}

/** The type of a column from how many of its values have which. An empty column is text. */
export function typeOfColumn(counts: ReadonlyMap<ValueType, number>): ValueType {
  const merged = new Map(counts);
  for (const [narrow, wider] of Object.entries(WIDER) as [ValueType, Record<ValueType, ValueType>][]) {
    const target = Object.keys(wider).find((type) => merged.has(type as ValueType)) as ValueType | undefined;
    const count = merged.get(narrow);
    if (target === undefined || count === undefined) continue;
    merged.set(target, (merged.get(target) ?? 0) + count);
    merged.delete(narrow);
  }
  const total = [...merged.values()].reduce((sum, count) => sum + count, 0);
  const [type, count] = [...merged].sort((a, b) => b[1] - a[1])[0] ?? ['text', 0];
  return count >= total * (1 - TOLERATED_SHARE) ? type : 'text';
}
