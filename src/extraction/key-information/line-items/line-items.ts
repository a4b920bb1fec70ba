import type { CellValue, ExtractedTable, LineItem, Location } from '../../extraction.types.js';
import { best, type Candidate } from '../fields/candidate.js';
import type { FieldsContext } from '../fields/fields-context.js';
import type { Sums } from '../fields/sums.js';
import { keyOf } from '../labels/label-key.js';
import type { LabelIndex } from '../labels/label-index.js';
import { parseAmount } from '../values/amounts.js';
import { compare, multiply, toDecimal } from '../values/decimal.js';
import type { ValueStyle } from '../values/value-style.js';
import { itemColumns, type ItemColumns } from './item-columns.js';
import { itemsInLines } from './printed-items.js';

const IN_TABLE = 0.7;
/** What rows that come out as quantity × unit price = amount add at most. */
const COMES_OUT = 0.25;
const MAX_ITEMS = 1_000;
const PRECISION = 12;

/** The line items of a document: of its tables, else of the lines of a receipt. */
export function findLineItems(context: FieldsContext, sums: Sums): Candidate | undefined {
  const inTables = context.tables.flatMap((table) => {
    const columns = itemColumns(table, context.index);
    const items = columns ? itemsOf(table, columns, context) : [];
    return items.length > 0 ? [toLineItems(items, 'table', table.location, scoreOf(items))] : [];
  });
  if (inTables.length > 0) return best(inTables);
  const printed = itemsInLines(context, sums);
  return printed ? toLineItems(printed.items, 'lines', printed.location, printed.score) : undefined;
}

function toLineItems(items: LineItem[], rule: string, location: Location, score: number): Candidate {
  const value = items.map(describe).join('\n');
  return {
    name: 'line_items',
    label: '',
    value,
    normalized: value,
    type: 'text',
    rule,
    spans: [],
    location,
    score,
    items,
  };
}

/** Whether quantity × unit price is the amount, up to half a unit for rounding; null where one of them is missing. */
export function comesOut({ quantity, unit_price: price, amount }: LineItem): boolean | null {
  if (quantity === null || price === null || amount === null) return null;
  const difference = multiply(toDecimal(quantity.replace('-', '')), toDecimal(price.replace('-', '')));
  const stated = toDecimal(amount.replace('-', ''));
  const low = { units: stated.units * 10n - 5n, scale: stated.scale + 1 };
  const high = { units: stated.units * 10n + 5n, scale: stated.scale + 1 };
  return compare(difference, low) >= 0 && compare(difference, high) <= 0;
}

function scoreOf(items: readonly LineItem[]): number {
  const checked = items.map(comesOut).filter((result) => result !== null);
  const share = checked.length === 0 ? 0 : checked.filter(Boolean).length / checked.length;
  return IN_TABLE + share * COMES_OUT + Math.min(0.02, items.length * 0.002);
}

function itemsOf(table: ExtractedTable, columns: ItemColumns, { index, style }: FieldsContext): LineItem[] {
  const totals = new Set(table.totals_rows);
  const items: LineItem[] = [];
  for (const [at, row] of table.rows.entries()) {
    if (totals.has(at) || isSum(row, index)) continue;
    const cell = (column: number | undefined): CellValue => (column === undefined ? null : (row[column] ?? null));
    const description = textOf(cell(columns.description));
    const item: LineItem = {
      description,
      quantity: numberOf(cell(columns.quantity), style),
      unit_price: numberOf(cell(columns.unit_price), style),
      amount: numberOf(cell(columns.amount), style),
      tax: numberOf(cell(columns.tax), style),
    };
    if (description === '' || (item.amount === null && item.unit_price === null)) continue;
    items.push(item);
    if (items.length === MAX_ITEMS) break;
  }
  return items;
}

/** A row that gives a sum: one of its cells is the label of one. */
function isSum(row: readonly CellValue[], index: LabelIndex): boolean {
  return row.some((value) => {
    if (typeof value !== 'string') return false;
    const [before = ''] = value.split(/[(:：]/);
    const meanings = index.get(keyOf(before))?.meanings ?? [];
    return meanings.some(({ kind, ...rest }) => kind === 'field' && 'name' in rest && isSumName(rest.name));
  });
}

function isSumName(name: string): boolean {
  return name === 'total' || name === 'subtotal' || name === 'tax';
}

function textOf(value: CellValue): string {
  return value === null ? '' : String(value).replace(/\s+/g, ' ').trim();
}

function numberOf(value: CellValue, style: ValueStyle): string | null {
  if (typeof value === 'number') return decimalString(value);
  if (typeof value !== 'string') return null;
  return parseAmount(value, style)?.amount ?? null;
}

function decimalString(value: number): string | null {
  const rounded = Number(value.toPrecision(PRECISION));
  const text = String(rounded);
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : null;
}

function describe({ description, quantity, unit_price: price, amount }: LineItem): string {
  const product = quantity !== null && price !== null ? `${quantity} × ${price}` : (quantity ?? price ?? '');
  return [description, [product, amount].filter((part) => part !== null && part !== '').join(' = ')]
    .filter(Boolean)
    .join(': ');
}
