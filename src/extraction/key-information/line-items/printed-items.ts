import type { LineItem, Location } from '../../extraction.types.js';
import type { FoundLabel } from '../labels/find-labels.js';
import type { FieldsContext } from '../fields/fields-context.js';
import { amountsIn } from '../fields/read-values.js';
import { isCredible } from '../fields/value-places.js';
import { add, type Decimal, toDecimal } from '../values/decimal.js';
import { isClose, type Sums } from '../fields/sums.js';
import { locationOf, type PlaneLine, spanOf, type TextSpan, textOf } from '../plane/text-plane.js';

export interface PrintedItems {
  items: LineItem[];
  location: Location;
  score: number;
}

/** They add up to a sum that the document states; what does not is not told. */
const SCORE = 0.75;
const MAX_ITEMS = 300;
const COUNT = /^(?:x\s?)?(\d{1,4})(?:\s?(?:x|개|ea|pcs|@))?$/i;
const MONEY_FORM = /\d[.,]\s?\d{2}(?!\d)|\d,\s?\d{3}/;

/** Line items of a receipt without a table: lines above the sums that begin with a text and end with an amount. */
export function itemsInLines(context: FieldsContext, sums: Sums): PrintedItems | null {
  const [plane] = context.planes;
  if (!plane || 'sheet' in plane.place) return null;
  const end = plane.lines.findIndex((line) => isSumLine(context, line));
  if (end < 0) return null;
  const items: LineItem[] = [];
  const spans: TextSpan[] = [];
  for (const line of plane.lines.slice(0, end)) {
    const item = itemOf(context, line);
    if (!item || items.length === MAX_ITEMS) continue;
    items.push(item);
    spans.push({ line, from: 0, to: line.text.length });
  }
  return addsUp(items, sums) ? { items, location: locationOf(spans), score: SCORE } : null;
}

function addsUp(items: readonly LineItem[], { subtotal, total }: Sums): boolean {
  if (items.length === 0) return false;
  const sum = items.map(({ amount }) => signed(amount ?? '0')).reduce(add);
  return [subtotal, total].some((stated) => stated !== undefined && isClose(sum, stated.decimal));
}

function signed(amount: string): Decimal {
  const decimal = toDecimal(amount.replace('-', ''));
  return amount.startsWith('-') ? { ...decimal, units: -decimal.units } : decimal;
}

function isSumLine({ labels, style }: FieldsContext, line: PlaneLine): boolean {
  return labels
    .on(line)
    .some(
      (label) =>
        isCredible(label) &&
        label.meanings.some(
          (meaning) => meaning.kind === 'field' && ['total', 'subtotal', 'tax'].includes(meaning.name),
        ) &&
        labels.besides(label).some((place) => amountsIn(place, style).length > 0),
    );
}

function isOfField(label: FoundLabel): boolean {
  return (
    isCredible(label) && (label.hasColon || label.meanings.some(({ kind }) => kind === 'field' || kind === 'helper'))
  );
}

function itemOf({ labels, style }: FieldsContext, line: PlaneLine): LineItem | null {
  const [first, ...others] = line.segments;
  if (!first || others.length === 0 || labels.on(line).some(isOfField)) return null;
  const description = textOf(spanOf(line, first)).trim();
  const rest = others.map((segment) => spanOf(line, segment));
  const last = rest.at(-1);
  const amount = last && amountsIn(last, style).at(-1);
  if (!amount || !MONEY_FORM.test(textOf(amount.span)) || !/\p{L}{2}|\p{Script=Hangul}/u.test(description)) return null;
  const between = rest.slice(0, -1).map((span) => textOf(span).trim());
  const quantity = between.map((text) => COUNT.exec(text)?.[1]).find((count) => count !== undefined) ?? null;
  const price = rest.slice(0, -1).find((span) => MONEY_FORM.test(textOf(span)));
  const unitPrice = price && amountsIn(price, style)[0]?.amount;
  return { description, quantity, unit_price: unitPrice ?? null, amount: amount.amount, tax: null };
}
