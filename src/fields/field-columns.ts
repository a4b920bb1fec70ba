import type { ExtractedField, ValueType } from '../extraction/extraction.types.js';
import type { NormalizedValue, StoredField } from './field.types.js';
import type { DocumentField } from './document-field.entity.js';

/** A normalized value in columns of their own types, so that a database can add, compare and sort. */
export interface TypedColumns {
  text: string;
  amount: string | null;
  currency: string | null;
  date: string | null;
}

const DECIMAL = /^-?\d{1,30}(\.\d{1,12})?$/;
const NUMBERS: readonly ValueType[] = ['integer', 'decimal', 'percent', 'money'];
const DATES: readonly ValueType[] = ['date', 'datetime'];
const CURRENCY = /^[A-Z]{3}$/;

export function toColumns(type: ValueType, normalized: NormalizedValue): TypedColumns {
  const { amount: text, currency } =
    typeof normalized === 'string' ? { amount: normalized, currency: null } : normalized;
  return {
    text,
    amount: NUMBERS.includes(type) && DECIMAL.test(text) ? text : null,
    currency: currency !== null && CURRENCY.test(currency) ? currency : null,
    date: DATES.includes(type) ? isoDate(text.slice(0, 10)) : null,
  };
}

/** The row of a field that was found, without what users say of it. */
export function toFoundColumns({ type, label, value, normalized, confidence, rule, location }: ExtractedField) {
  return { type, label, value, confidence, rule, location, ...toColumns(type, normalized) };
}

export function toStoredField(row: DocumentField): StoredField {
  const { name, ordinal, type } = row;
  const { value, label, confidence, rule, location, correctedValue, correctedBy, correctedAt } = row;
  return {
    name,
    ordinal,
    type,
    found:
      value === null || location === null
        ? null
        : {
            label: label ?? '',
            value,
            normalized: toNormalized(type, row.text, row.currency),
            confidence: confidence ?? 0,
            rule: rule ?? '',
            location,
          },
    corrected:
      correctedValue === null || correctedAt === null
        ? null
        : {
            value: correctedValue,
            normalized: toNormalized(type, row.correctedText, row.correctedCurrency),
            by: correctedBy ?? '',
            at: correctedAt,
          },
  };
}

function toNormalized(type: ValueType, text: string | null, currency: string | null): NormalizedValue {
  return type === 'money' ? { amount: text ?? '', currency } : (text ?? '');
}

/** The date if the calendar has it; a database refuses 30 February. */
function isoDate(text: string): string | null {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : null;
}
