import type { ExtractedField, Extraction, Location, ValueType } from '../extraction/extraction.types.js';

export type NormalizedValue = ExtractedField['normalized'];

/** What a user says that a field holds. It stands beside what was found and never in its place. */
export interface Correction {
  value: string;
  normalized: NormalizedValue;
  /** The user's id. */
  by: string;
  at: Date;
}

/** A field as the machine found it. */
export type FoundField = Omit<ExtractedField, 'name' | 'type'>;

/** A field of a document. At least one of `found` and `corrected` is there. `ordinal` counts fields of one name. */
export interface StoredField {
  name: string;
  ordinal: number;
  type: ValueType;
  found: FoundField | null;
  corrected: Correction | null;
}

/** A correction that was made at some time; `value` is null when it was taken back. */
export interface FieldChange {
  name: string;
  ordinal: number;
  value: string | null;
  normalized: NormalizedValue | null;
  by: string;
  at: Date;
}

/** A field with the value that counts. `location` is null for a field that a user gave and nobody found. */
export interface EffectiveField extends Omit<ExtractedField, 'location'> {
  location: Location | null;
  /** The value is the user's. */
  corrected?: boolean;
}

/** An extraction in which corrections stand in place of what was found: what reports and checks go by. */
export type CorrectedExtraction<T extends Extraction = Extraction> = Omit<T, 'fields'> & { fields: EffectiveField[] };
