import { type Cell, type CellValue as ExcelValue } from 'exceljs';
import type { CellValue } from '../extraction.types.js';
import type { NumberKind } from '../tables/value-type.js';
import { type DateSystem, formatSerial, formatTime, isSpanFormat, kindOf } from './number-format.js';

export interface ReadCell {
  value: CellValue;
  kind: NumberKind;
  format: string;
  /** The cell has a formula of which no result is stored. */
  resultMissing: boolean;
}

/** How the format writes characters that XML cannot hold, and carriage returns. */
const ESCAPED_CHARACTER = /_x([0-9A-Fa-f]{4})_/g;

/**
 * A cell as plain data: dates as `2026-01-05` or, with a time, `2026-01-05T09:30:00`; times and durations as `36:00:00`;
 * errors as their text; formulas as their stored result.
 */
export function readCell(cell: Cell, dates: DateSystem): ReadCell {
  const value = cell.value;
  // A cell without a style has none, whatever the type says.
  const format = (cell.numFmt as string | undefined) ?? '';
  const isFormula = isObject(value) && ('formula' in value || 'sharedFormula' in value);
  const read = toPlain(isFormula ? value.result : value, format, dates);
  const kind = typeof read === 'number' ? kindOf(format) : 'plain';
  return { value: read, kind, format, resultMissing: isFormula && read === null };
}

function isObject(
  value: ExcelValue,
): value is Exclude<ExcelValue, null | undefined | string | number | boolean | Date> {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

function toPlain(value: ExcelValue, format: string, dates: DateSystem): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value === '' ? null : unescape(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return toNumber(value, format);
  if (value instanceof Date) return formatTime(value.getTime() - dates.assumedEpoch, dates.epoch, format);
  if ('richText' in value) return toPlain(value.richText.map(({ text }) => text).join(''), format, dates);
  if ('error' in value) return value.error;
  if ('text' in value) return toPlain(value.text, format, dates);
  return null;
}

/** A format of nothing but hours, minutes or seconds in brackets passes exceljs by. */
function toNumber(value: number, format: string): CellValue {
  if (!Number.isFinite(value)) return null;
  return isSpanFormat(format) ? formatSerial(value, format, false) : value;
}

function unescape(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(ESCAPED_CHARACTER, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
