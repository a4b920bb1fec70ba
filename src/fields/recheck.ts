import type { ExtractedValidation } from '../extraction/extraction.types.js';
import type { CorrectedExtraction, EffectiveField } from './field.types.js';

type Status = 'pass' | 'fail';

/** Checks that follow from the values of these fields alone, whatever rule asked for them. */
const CHECKS: { fields: readonly string[]; check: (value: (name: string) => string) => Status | null }[] = [
  { fields: ['subtotal', 'tax', 'total'], check: (value) => addsUp(value('subtotal'), value('tax'), value('total')) },
  { fields: ['issue_date', 'due_date'], check: (value) => isInOrder(value('issue_date'), value('due_date')) },
];

/**
 * The validations of an extraction once corrections count. Those that concern none of the fields in `changed` stay as
 * they were, and so do those that need more than the fields to be decided (line items, checksums).
 */
export function recheck(
  { validations, fields }: Pick<CorrectedExtraction, 'validations' | 'fields'>,
  changed: ReadonlySet<string>,
): ExtractedValidation[] {
  const values = new Map(fields.toReversed().map((field) => [field.name, textOf(field)]));
  return validations.map((validation) => {
    if (!validation.fields.some((name) => changed.has(name))) return validation;
    const found = CHECKS.find(({ fields: names }) => haveSameItems(names, validation.fields));
    if (!found?.fields.every((name) => values.has(name))) return validation;
    const status = found.check((name) => values.get(name) ?? '');
    return status === null ? validation : { ...validation, status };
  });
}

function textOf({ normalized }: EffectiveField): string {
  return typeof normalized === 'string' ? normalized : normalized.amount;
}

function addsUp(first: string, second: string, sum: string): Status | null {
  const [a, b, total] = [first, second, sum].map(toMillionths);
  if (a == null || b == null || total == null) return null;
  return a + b === total ? 'pass' : 'fail';
}

/** Exact, where floating point is not. */
function toMillionths(decimal: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(decimal);
  if (!match) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  const size = BigInt(whole + fraction.padEnd(6, '0'));
  return sign === '-' ? -size : size;
}

function isInOrder(earlier: string, later: string): Status {
  return earlier <= later ? 'pass' : 'fail';
}

function haveSameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
