import type { ValueType } from '../extraction/extraction.types.js';

/** The fields that a user may give to a document in which they were not found, with the types of their values. */
export const KNOWN_FIELDS: Readonly<Record<string, ValueType>> = {
  document_type: 'text',
  issuer: 'text',
  issuer_registration_number: 'identifier',
  recipient: 'text',
  recipient_registration_number: 'identifier',
  document_number: 'identifier',
  issue_date: 'date',
  due_date: 'date',
  currency: 'text',
  subtotal: 'money',
  tax: 'money',
  total: 'money',
  address: 'address',
  payment_account: 'identifier',
  title: 'text',
  author: 'text',
  date: 'date',
};

export function knownFieldType(name: string): ValueType | null {
  return Object.hasOwn(KNOWN_FIELDS, name) ? (KNOWN_FIELDS[name] ?? null) : null;
}
