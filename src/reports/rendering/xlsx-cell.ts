import type exceljs from 'exceljs';
import { toExcelDate, toExcelText } from '../../common/excel-cell.js';
import type { Locale } from '../../common/messages/messages.js';
import type { ReportValue } from '../report.types.js';

/** A value as the type that Excel has for it, and how it is shown. Text is always text: nothing becomes a formula or a link. */
export function toExcelCell(
  { value, type, currency }: ReportValue,
  locale: Locale,
): { value: exceljs.CellValue; numFmt?: string } {
  if (value === null) return { value: null };
  if (typeof value === 'boolean') return { value };
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return { value: null };
    if (type === 'milliseconds') return { value: value / 1000, numFmt: '0.0 "s"' };
    return { value, numFmt: numberFormat(value, type, currency, locale) };
  }
  if (type === 'date' || type === 'datetime') {
    const date = toExcelDate(value);
    if (date) return { value: date, numFmt: type === 'date' ? 'yyyy-mm-dd' : timeFormat(value) };
  }
  return { value: toExcelText(value) };
}

/** Excel's times have no zone; where ours has one it is UTC. */
function timeFormat(value: string): string {
  return value.endsWith('Z') ? 'yyyy-mm-dd hh:mm "UTC"' : 'yyyy-mm-dd hh:mm';
}

function numberFormat(value: number, type: ReportValue['type'], currency: string | undefined, locale: Locale): string {
  switch (type) {
    case 'money':
      return moneyFormat(value, currency, locale);
    case 'percent':
      return Number.isInteger(Math.round(value * 1e8) / 1e6) ? '0%' : '0.0#%';
    case 'bytes':
      // A comma behind the figure divides by a thousand.
      return '[<1000]0 "byte";[<1000000]0.0," kB";0.0,," MB"';
    case 'identifier':
    case 'phone':
      return '0';
    default:
      return Number.isInteger(value) ? '#,##0' : '#,##0.00####';
  }
}

function moneyFormat(value: number, currency: string | undefined, locale: Locale): string {
  if (currency === undefined || !/^[A-Z]{3}$/.test(currency)) return Number.isInteger(value) ? '#,##0' : '#,##0.00';
  const { symbol, digits } = currencyFacts(currency, locale);
  const decimals = digits === 0 ? '' : `.${'0'.repeat(digits)}`;
  const number = `"${symbol}"#,##0${decimals}`;
  return `${number};-${number}`;
}

const facts = new Map<string, { symbol: string; digits: number }>();

function currencyFacts(currency: string, locale: Locale): { symbol: string; digits: number } {
  const key = `${locale}${currency}`;
  let known = facts.get(key);
  if (!known) {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
    const symbol = format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
    known = { symbol: symbol.replaceAll('"', ''), digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
    facts.set(key, known);
  }
  return known;
}
