import { type Cell, type CellValue as ExcelValue } from 'exceljs';
import type { CellValue } from '../extraction.types.js';
import type { NumberKind } from '../tables/value-type.js';

export interface ReadCell {
  value: CellValue;
  kind: NumberKind;
  /** The cell has a formula of which no result is stored. */
  resultMissing: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Day 0 of Excel's serial numbers, as exceljs turns them into dates. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
const DURATION_FORMAT = /\[(h+|m+|s+)\]/i;
const LOCALE_ONLY = /\[\$-[^\]]*\]/g;
/** How the format writes characters that XML cannot hold, and carriage returns. */
const ESCAPED_CHARACTER = /_x([0-9A-Fa-f]{4})_/g;
const CURRENCY = /[$₩€£¥￥￦元円원]/;

/**
 * A cell as plain data: dates as `2026-01-05` or, with a time, `2026-01-05T09:30:00`; times and durations as `36:00:00`;
 * errors as their text; formulas as their stored result.
 */
export function readCell(cell: Cell): ReadCell {
  const value = cell.value;
  // A cell without a style has none, whatever the type says.
  const format = (cell.numFmt as string | undefined) ?? '';
  const isFormula = isObject(value) && ('formula' in value || 'sharedFormula' in value);
  const read = toPlain(isFormula ? value.result : value, format);
  const kind = typeof read === 'number' ? kindOf(format) : 'plain';
  return { value: read, kind, resultMissing: isFormula && read === null };
}

function isObject(
  value: ExcelValue,
): value is Exclude<ExcelValue, null | undefined | string | number | boolean | Date> {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

function toPlain(value: ExcelValue, format: string): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value === '' ? null : unescape(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value instanceof Date) return formatTime(value, format);
  if ('richText' in value) return toPlain(value.richText.map(({ text }) => text).join(''), format);
  if ('error' in value) return value.error;
  if ('text' in value) return toPlain(value.text, format);
  return null;
}

function unescape(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(ESCAPED_CHARACTER, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

function formatTime(time: Date, format: string): string | null {
  const ms = time.getTime();
  if (Number.isNaN(ms)) return null;
  const sinceEpoch = ms - EPOCH_MS;
  if (DURATION_FORMAT.test(format) || (sinceEpoch >= 0 && sinceEpoch < DAY_MS)) return formatDuration(sinceEpoch);
  const iso = new Date(Math.round(ms / 1000) * 1000).toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19);
}

function formatDuration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (ms < 0 ? '-' : '') + parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function kindOf(format: string): NumberKind {
  const signs = format.replace(LOCALE_ONLY, '');
  if (signs.includes('%')) return 'percent';
  return CURRENCY.test(signs) ? 'money' : 'plain';
}
