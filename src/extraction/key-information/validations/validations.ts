import type { ExtractedEntity, ExtractedField, ExtractedValidation } from '../../extraction.types.js';
import { isIban, isKoreanBusinessNumber } from '../checksums.js';
import { createValidation } from './create-validation.js';
import { validateSums } from './sum-validations.js';

/** The fields of a document by their names, as far as they were found. */
export type FieldsByName = Partial<Record<string, ExtractedField>>;

const OF_TRADE = ['issue_date', 'document_number', 'subtotal', 'tax', 'total'];
const KOREAN_NUMBER = /^\d{3}-\d{2}-\d{5}$/;
const IBAN_FORM = /^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/;

/** Checks what was found against itself; every check says with its figures what it compared, or why it could not. */
export function validate(
  fields: readonly ExtractedField[],
  entities: readonly ExtractedEntity[],
  today: string,
): ExtractedValidation[] {
  const byName: FieldsByName = Object.fromEntries(fields.map((field) => [field.name, field]));
  const checks = [
    ...validateSums(byName),
    registrationNumber(byName),
    iban(byName, entities),
    cardNumbers(entities),
    dueDate(byName),
    notInFuture(byName, today),
  ];
  // Of a report or a list nobody wants to know that it has no tax to check.
  const isTrade = OF_TRADE.some((name) => byName[name] !== undefined);
  return isTrade ? checks : checks.filter(({ status }) => status !== 'skipped');
}

function registrationNumber({ issuer_registration_number: field }: FieldsByName): ExtractedValidation {
  const rule = 'registration_number_checksum';
  const names = ['issuer_registration_number'];
  const number = textOf(field);
  if (!KOREAN_NUMBER.test(number)) return createValidation(rule, 'skipped', 'validation.no_korean_number', {}, names);
  const isValid = isKoreanBusinessNumber(number.replaceAll('-', ''));
  const key = isValid ? 'validation.checksum_right' : 'validation.checksum_wrong';
  return createValidation(rule, isValid ? 'pass' : 'fail', key, { value: number }, names);
}

function iban({ payment_account: field }: FieldsByName, entities: readonly ExtractedEntity[]): ExtractedValidation {
  const rule = 'iban_checksum';
  const names = ['payment_account'];
  const account = textOf(field).replace(/\s/g, '');
  const value = IBAN_FORM.test(account) ? account : (entities.find(({ type }) => type === 'iban')?.value ?? '');
  if (value === '') return createValidation(rule, 'skipped', 'validation.no_iban', {}, names);
  const isValid = isIban(value);
  const key = isValid ? 'validation.checksum_right' : 'validation.checksum_wrong';
  return createValidation(rule, isValid ? 'pass' : 'fail', key, { value }, names);
}

/** Numbers that fail the Luhn check are not taken for card numbers in the first place. */
function cardNumbers(entities: readonly ExtractedEntity[]): ExtractedValidation {
  const cards = entities.filter(({ type }) => type.startsWith('card'));
  const rule = 'card_checksum';
  if (cards.length === 0) return createValidation(rule, 'skipped', 'validation.no_card', {}, []);
  const values = cards.map(({ value }) => value).join(', ');
  return createValidation(rule, 'pass', 'validation.checksum_right', { value: values }, []);
}

function dueDate({ issue_date: issued, due_date: due }: FieldsByName): ExtractedValidation {
  const rule = 'issue_date_before_due_date';
  const names = ['issue_date', 'due_date'];
  const [from, until] = [textOf(issued), textOf(due)];
  if (from === '' || until === '') return createValidation(rule, 'skipped', 'validation.dates_missing', {}, names);
  const key = from <= until ? 'validation.due_date_after' : 'validation.due_date_before';
  return createValidation(rule, from <= until ? 'pass' : 'fail', key, { issued: from, due: until }, names);
}

function notInFuture({ issue_date: issued }: FieldsByName, today: string): ExtractedValidation {
  const rule = 'issue_date_not_in_future';
  const date = textOf(issued);
  if (date === '') return createValidation(rule, 'skipped', 'validation.dates_missing', {}, ['issue_date']);
  const key = date <= today ? 'validation.issue_date_past' : 'validation.issue_date_future';
  return createValidation(rule, date <= today ? 'pass' : 'fail', key, { issued: date, today }, ['issue_date']);
}

function textOf(field: ExtractedField | undefined): string {
  return typeof field?.normalized === 'string' ? field.normalized : '';
}
