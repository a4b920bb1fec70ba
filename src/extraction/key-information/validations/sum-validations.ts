import type { ExtractedField, ExtractedValidation, LineItem } from '../../extraction.types.js';
import { isClose } from '../fields/sums.js';
import { comesOut } from '../line-items/line-items.js';
import { add, type Decimal, formatDecimal, toDecimal } from '../values/decimal.js';
import { createValidation, withThousands } from './create-validation.js';
import type { FieldsByName } from './validations.js';

/** Each line of a Korean invoice may be rounded by a won. */
const KRW_TOLERANCE_PER_LINE = 1n;
const MAX_NAMED = 3;

export function validateSums(fields: FieldsByName): ExtractedValidation[] {
  return [subtotalAndTax(fields), ...lineItems(fields), taxRate(fields)];
}

function subtotalAndTax({ subtotal, tax, total }: FieldsByName): ExtractedValidation {
  const rule = 'subtotal_tax_total';
  const names = ['subtotal', 'tax', 'total'];
  const [net, added, stated] = [amountOf(subtotal), amountOf(tax), amountOf(total)];
  if (!net || !added || !stated) {
    return createValidation(
      rule,
      'skipped',
      'validation.sum_missing',
      { missing: missingOf({ subtotal, tax, total }) },
      names,
    );
  }
  const sum = add(net, added);
  return createValidation(
    rule,
    isClose(sum, stated) ? 'pass' : 'fail',
    'validation.subtotal_tax_total',
    { subtotal: show(net), tax: show(added), sum: show(sum), total: show(stated) },
    names,
  );
}

function lineItems({ line_items: field, subtotal, total }: FieldsByName): ExtractedValidation[] {
  const items = field?.items ?? [];
  return [itemsAndSubtotal(items, subtotal, total), itemAmounts(items)];
}

/** Items are priced with or without tax: their sum is the subtotal or, where prices include it, the total. */
function itemsAndSubtotal(
  items: readonly LineItem[],
  subtotal: ExtractedField | undefined,
  total: ExtractedField | undefined,
): ExtractedValidation {
  const rule = 'line_items_subtotal';
  const amounts = items.flatMap(({ amount }) => (amount === null ? [] : [signed(amount)]));
  const stated = [
    { name: 'subtotal', amount: amountOf(subtotal) },
    { name: 'total', amount: amountOf(total) },
  ].flatMap(({ name, amount }) => (amount ? [{ name, amount }] : []));
  const [first] = stated;
  if (amounts.length === 0 || !first || amounts.length < items.length) {
    return createValidation(rule, 'skipped', 'validation.items_missing', {}, ['line_items', 'subtotal']);
  }
  const sum = amounts.reduce(add);
  const fitting = stated.find(({ amount }) => isClose(sum, amount));
  const { name, amount } = fitting ?? first;
  const params = { count: amounts.length, sum: show(sum), field: name, stated: show(amount) };
  return createValidation(rule, fitting ? 'pass' : 'fail', 'validation.line_items_subtotal', params, [
    'line_items',
    name,
  ]);
}

function itemAmounts(items: readonly LineItem[]): ExtractedValidation {
  const rule = 'line_item_amounts';
  const checked = items.map((item) => ({ item, result: comesOut(item) })).filter(({ result }) => result !== null);
  const wrong = checked.filter(({ result }) => result === false).map(({ item }) => item);
  if (checked.length === 0)
    return createValidation(rule, 'skipped', 'validation.item_amounts_missing', {}, ['line_items']);
  if (wrong.length === 0) {
    return createValidation(rule, 'pass', 'validation.item_amounts', { count: checked.length }, ['line_items']);
  }
  const named = wrong
    .slice(0, MAX_NAMED)
    .map((item) => `${item.description}: ${shown(item.quantity)} × ${shown(item.unit_price)} ≠ ${shown(item.amount)}`);
  const params = { wrong: wrong.length, count: checked.length, items: named.join('; ') };
  return createValidation(rule, 'fail', 'validation.item_amounts_wrong', params, ['line_items']);
}

/** Value-added tax in Korea is 10 %; each line may be rounded on its own. Documents without tax are not looked at. */
function taxRate({ subtotal, tax, currency, line_items: items }: FieldsByName): ExtractedValidation {
  const rule = 'tax_rate';
  const names = ['subtotal', 'tax'];
  const [net, stated] = [amountOf(subtotal), amountOf(tax)];
  if (currency?.normalized !== 'KRW') {
    return createValidation(rule, 'skipped', 'validation.tax_rate_other_currency', {}, names);
  }
  if (!net || !stated || stated.units === 0n) {
    return createValidation(rule, 'skipped', 'validation.tax_rate_without_tax', {}, names);
  }
  const expected = tenthOf(net);
  const difference = add(expected, { ...stated, units: -stated.units });
  const tolerance = KRW_TOLERANCE_PER_LINE * BigInt(1 + (items?.items?.length ?? 0)) * 10n ** BigInt(difference.scale);
  const isExpected = difference.units <= tolerance && -difference.units <= tolerance;
  const params = { subtotal: show(net), expected: show(expected), tax: show(stated) };
  return createValidation(rule, isExpected ? 'pass' : 'fail', 'validation.tax_rate', params, names);
}

/** Without a decimal that would be nought: of whole won a tenth is mostly whole won. */
function tenthOf({ units, scale }: Decimal): Decimal {
  return units % 10n === 0n ? { units: units / 10n, scale } : { units, scale: scale + 1 };
}

function missingOf(fields: Record<string, ExtractedField | undefined>): string {
  return Object.entries(fields)
    .filter(([, field]) => !amountOf(field))
    .map(([name]) => name)
    .join(', ');
}

function amountOf(field: ExtractedField | undefined): Decimal | null {
  return field && typeof field.normalized !== 'string' ? signed(field.normalized.amount) : null;
}

function signed(amount: string): Decimal {
  const decimal = toDecimal(amount.replace('-', ''));
  return amount.startsWith('-') ? { ...decimal, units: -decimal.units } : decimal;
}

function show(amount: Decimal): string {
  return withThousands(formatDecimal(amount));
}

function shown(amount: string | null): string {
  return amount === null ? '' : withThousands(amount);
}
