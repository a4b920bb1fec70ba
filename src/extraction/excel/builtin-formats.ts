import type { NumberKind } from '../tables/value-type.js';

/**
 * Formats that files name by number only (ECMA-376 part 1, 18.8.30, with those of East Asian editions). Of amounts the
 * reader's own country decides on the sign, so that it is not known.
 */
const CODES: Partial<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  32: 'h:mm',
  33: 'h:mm:ss',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
  49: '@',
};
const AMOUNTS: ReadonlySet<number> = new Set([5, 6, 7, 8, 42, 44]);

/** Days in the calendars of East Asia and Thailand. */
function isRegionalDate(id: number): boolean {
  return (id >= 27 && id <= 36) || (id >= 50 && id <= 58) || (id >= 71 && id <= 81);
}

export function builtinFormat(id: number): { code: string; kind?: NumberKind } {
  const code = CODES[id];
  if (code !== undefined) return { code };
  if (AMOUNTS.has(id)) return { code: '#,##0', kind: 'money' };
  return { code: isRegionalDate(id) ? 'yyyy-mm-dd' : '' };
}
