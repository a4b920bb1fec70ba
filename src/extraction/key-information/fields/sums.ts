import { textOf } from '../plane/text-plane.js';
import { add, compare, type Decimal, formatDecimal } from '../values/decimal.js';
import { type AmountCandidate, helperCandidates, sumCandidates } from './amount-candidates.js';
import { best, type Candidate, confirmed } from './candidate.js';
import type { FieldsContext } from './fields-context.js';

export interface Sums {
  subtotal?: AmountCandidate;
  tax?: AmountCandidate;
  total?: AmountCandidate;
}

/** Of each sum at most so many candidates are added up with the others. */
const MAX_TRIED = 16;
/** A tax is no greater part of the subtotal. */
const MAX_TAX_SHARE = 40n;
const CASH_FITS = 0.12;
const ROUNDED = 0.1;
const REPEATED = 0.02;
const MAX_REPEATS = 4;
const GREATEST = 0.03;
const CALLED_TOTAL = -0.15;
const SUBTOTAL_ALONE = -0.25;
/** What two prints of one sum may differ by, for rounding: 0.02, or 2 where there are no decimals. */
const TOLERANCE = 2n;

/** Chooses subtotal, tax and total: by their labels, and by what adds up. */
export function findSums(context: FieldsContext): Sums {
  const subtotals = top(sumCandidates(context, 'subtotal'));
  const taxes = top(sumCandidates(context, 'tax'));
  const totals = top(weighTotals(context, sumCandidates(context, 'total')));
  // The sum before tax may be called a total as well.
  const before = totals.map((total) => ({ ...total, score: total.score + CALLED_TOTAL }));
  const triple = bestTriple([...subtotals, ...before], taxes, totals);
  const total = best(totals);
  if (triple && triple.total.score >= (total?.score ?? 0) - 0.05) return triple;
  if (!total) return withoutTotal(subtotals, taxes);
  const subtotal = best(subtotals.filter(({ decimal }) => compare(decimal, total.decimal) <= 0));
  const tax = best(taxes.filter(({ decimal }) => isPlausibleTax(decimal, total.decimal)));
  return { total, ...(subtotal && { subtotal }), ...(tax && { tax }) };
}

/** A document may give the sum before tax only, or call the sum so. */
function withoutTotal(subtotals: readonly AmountCandidate[], taxes: readonly AmountCandidate[]): Sums {
  const subtotal = best(subtotals);
  const tax = best(taxes);
  if (!subtotal) return tax ? { tax } : {};
  const total = { ...subtotal, score: subtotal.score + SUBTOTAL_ALONE, rule: 'subtotal_alone' };
  return { subtotal, total, ...(tax && isPlausibleTax(tax.decimal, total.decimal) && { tax }) };
}

function top(candidates: readonly AmountCandidate[]): AmountCandidate[] {
  return [...candidates].sort((a, b) => b.score - a.score).slice(0, MAX_TRIED);
}

/** What else speaks for a total: the cash that was given, a rounding, that it stands there more than once. */
function weighTotals(context: FieldsContext, totals: readonly AmountCandidate[]): AmountCandidate[] {
  const cash = helperCandidates(context, 'cash');
  const change = helperCandidates(context, 'change');
  const rounding = helperCandidates(context, 'rounding').filter(({ decimal }) => decimal.units !== 0n);
  const paid = cash.flatMap((given) =>
    change.map((back) => subtract(magnitude(given.decimal), magnitude(back.decimal))),
  );
  const greatest = totals.reduce<Decimal | null>(
    (max, { decimal }) => (max && compare(max, decimal) >= 0 ? max : decimal),
    null,
  );
  return totals.map((total) => {
    let { score } = total;
    const same = [...totals, ...cash].filter(
      (other) => other.label !== total.label && equals(other.decimal, total.decimal),
    );
    score += Math.min(same.length, MAX_REPEATS) * REPEATED;
    if (greatest && equals(greatest, total.decimal)) score += GREATEST;
    if (total.decimal.units > 0n && paid.some((sum) => equals(sum, total.decimal))) score += CASH_FITS;
    if (rounding.some(({ decimal }) => totals.some((other) => isRoundedFrom(total, other, decimal)))) score += ROUNDED;
    return { ...total, score };
  });
}

function isRoundedFrom(total: AmountCandidate, before: AmountCandidate, rounding: Decimal): boolean {
  if (equals(total.decimal, before.decimal)) return false;
  const difference = subtract(total.decimal, before.decimal);
  return equals(magnitude(difference), magnitude(rounding));
}

function magnitude(of: Decimal): Decimal {
  return { ...of, units: of.units < 0n ? -of.units : of.units };
}

type Triple = Required<Sums>;

function bestTriple(
  subtotals: readonly AmountCandidate[],
  taxes: readonly AmountCandidate[],
  totals: readonly AmountCandidate[],
): Triple | null {
  let found: { triple: Triple; score: number } | null = null;
  for (const total of totals) {
    for (const tax of taxes) {
      if (tax.label === total.label || !isPlausibleTax(tax.decimal, total.decimal)) continue;
      for (const subtotal of subtotals) {
        if (
          subtotal.label === tax.label ||
          subtotal.span === total.span ||
          tax.decimal.units === 0n ||
          !addsUp(subtotal, tax, total)
        )
          continue;
        const score = total.score * 2 + subtotal.score + tax.score;
        if (found && found.score >= score) continue;
        found = { triple: { subtotal: confirm(subtotal), tax: confirm(tax), total: confirm(total) }, score };
      }
    }
  }
  return found?.triple ?? null;
}

function confirm(candidate: AmountCandidate): AmountCandidate {
  return { ...candidate, score: confirmed(candidate.score), rule: `${candidate.rule}+sum` };
}

function addsUp(subtotal: AmountCandidate, tax: AmountCandidate, total: AmountCandidate): boolean {
  return isClose(add(subtotal.decimal, tax.decimal), total.decimal);
}

/** Whether two sums are one but for rounding: by at most two of the last places that the document prints. */
export function isClose(a: Decimal, b: Decimal): boolean {
  const difference = subtract(a, b);
  const limit = TOLERANCE * 10n ** BigInt(Math.max(0, difference.scale - 2));
  const units = difference.units < 0n ? -difference.units : difference.units;
  return units <= limit;
}

function isPlausibleTax(tax: Decimal, total: Decimal): boolean {
  if (tax.units < 0n && total.units > 0n) return false;
  return (
    compare(
      { units: tax.units * 100n, scale: tax.scale },
      { units: total.units * MAX_TAX_SHARE, scale: total.scale },
    ) <= 0
  );
}

function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { ...b, units: -b.units });
}

function equals(a: Decimal, b: Decimal): boolean {
  return compare(a, b) === 0;
}

/** A sum as a field; `currency` is the document's, for amounts that bear none themselves. */
export function toSumCandidate(name: string, sum: AmountCandidate, currency: string | null): Candidate {
  return {
    name,
    label: sum.label.text,
    value: textOf(sum.span).trim(),
    normalized: { amount: formatDecimal(sum.decimal), currency: sum.currency ?? currency },
    type: 'money',
    rule: sum.rule,
    spans: [sum.span],
    score: sum.score,
  };
}
