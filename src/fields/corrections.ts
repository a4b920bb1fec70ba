import type { Extraction, ExtractedField } from '../extraction/extraction.types.js';
import type { CorrectedExtraction, Correction, EffectiveField, StoredField } from './field.types.js';

/** The `rule` of a value that comes from a user. */
const CORRECTED = 'corrected';

/** The value that counts: the user's where there is one. */
export function effective({ name, type, found, corrected }: StoredField): EffectiveField {
  const base = found ?? { label: '', value: '', normalized: '', confidence: 1, rule: CORRECTED, location: null };
  if (!corrected) return { ...base, name, type, corrected: false };
  const { value, normalized } = corrected;
  return { ...base, name, type, value, normalized, confidence: 1, rule: CORRECTED, corrected: true };
}

/** What a document can be found by: the values that count, as they are written and as they are normalized. */
export function searchableValues(fields: readonly EffectiveField[]): string[] {
  return fields.flatMap(({ value, normalized }) => {
    return [value, typeof normalized === 'string' ? normalized : normalized.amount];
  });
}

/**
 * The extraction with the corrections in place of what was found, and with the fields that users gave at the end.
 * `stored` are the fields of the same document; those without a correction make no difference.
 */
export function withCorrections<T extends Extraction>(
  extraction: T,
  stored: readonly StoredField[],
): CorrectedExtraction<T> {
  const corrections = byPlace(stored);
  const fields = eachWithPlace(extraction.fields).map(({ field, place }): EffectiveField => {
    const corrected = corrections.get(place) ?? null;
    const { name, type, ...found } = field;
    return effective({ name, type, ordinal: 0, found, corrected });
  });
  return { ...extraction, fields: [...fields, ...addedTo(extraction, stored).map(effective)] };
}

/** The fields that a user gave and the extraction does not have. */
export function addedTo(extraction: Pick<Extraction, 'fields'>, stored: readonly StoredField[]): StoredField[] {
  const places = new Set(eachWithPlace(extraction.fields).map(({ place }) => place));
  return stored.filter(({ name, ordinal, corrected }) => corrected && !places.has(placeOf(name, ordinal)));
}

/** Every field of the extraction with its correction, if any. */
export function besideCorrections(
  extraction: Pick<Extraction, 'fields'>,
  stored: readonly StoredField[],
): { field: ExtractedField; corrected: Correction | null }[] {
  const corrections = byPlace(stored);
  return eachWithPlace(extraction.fields).map(({ field, place }) => ({
    field,
    corrected: corrections.get(place) ?? null,
  }));
}

/** Counts the fields of one name: the second `payment_account` has the ordinal 1. */
export function withOrdinals(fields: readonly ExtractedField[]): { field: ExtractedField; ordinal: number }[] {
  const counts = new Map<string, number>();
  return fields.map((field) => {
    const ordinal = counts.get(field.name) ?? 0;
    counts.set(field.name, ordinal + 1);
    return { field, ordinal };
  });
}

function eachWithPlace(fields: readonly ExtractedField[]): { field: ExtractedField; place: string }[] {
  return withOrdinals(fields).map(({ field, ordinal }) => ({ field, place: placeOf(field.name, ordinal) }));
}

function byPlace(stored: readonly StoredField[]): Map<string, Correction | null> {
  return new Map(stored.map(({ name, ordinal, corrected }) => [placeOf(name, ordinal), corrected]));
}

function placeOf(name: string, ordinal: number): string {
  return `${name} ${String(ordinal)}`;
}
