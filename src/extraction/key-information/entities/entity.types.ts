import type { ValueStyle } from '../values/value-style.js';

/** Kinds of things that are found anywhere in a text, without a label; each has a form or a checksum of its own. */
export const ENTITY_TYPES = [
  'email',
  'url',
  'iban',
  'card',
  'resident_number',
  'corporate_number',
  'business_number',
  'phone',
  'date',
  'money',
  'percent',
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

export interface FoundEntity {
  type: EntityType;
  /** Normalised: two writings of one thing have one value. */
  value: string;
  /** As it is written; of numbers that must not be kept, with their digits masked. */
  text: string;
  start: number;
  end: number;
  /** Of an ambiguous date: the other days that it could be. */
  alternatives?: string[];
}

export interface EntityContext {
  style: ValueStyle;
  /** ISO 3166-1 code of the country whose telephone numbers stand without a prefix. */
  region: string;
  /** Told of a type of which not everything was looked at. */
  onCut?: (type: EntityType) => void;
}

/** Finds one kind of entity in a text, in time linear to its length. */
export type EntityFinder = (text: string, context: EntityContext) => FoundEntity[];
