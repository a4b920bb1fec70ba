import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { AppError, type FieldIssue } from '../common/errors.js';
import type { Locale } from '../common/messages/messages.js';
import { requestLocale, say } from './request-context.js';

/** No schema goes deeper; what is there is refused or ignored. */
const MAX_DEPTH = 10;

const LOCALE_ERRORS: Record<Locale, z.core.$ZodErrorMap> = {
  en: z.locales.en().localeError,
  ko: z.locales.ko().localeError,
};

/** Checks every argument that has a schema (`@Body({ schema })`) and says what is wrong in the caller's language. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, { schema, data, type }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType)) return value;
    if (type === 'body') refuseUnstorable(value);
    return parseInput(schema, value, data ?? type);
  }
}

/**
 * The value as the schema makes it; throws `VALIDATION_ERROR` with every refused field. `name` is what the value as a
 * whole is called.
 */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, name = 'body'): z.output<T> {
  const parsed = schema.safeParse(value, { error: LOCALE_ERRORS[requestLocale()] });
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap((issue) => toDetails(issue, name));
  throw new AppError('VALIDATION_ERROR', 'error.validation', { details });
}

/** One detail for every field: an issue names the object that has fields too many, not those fields. */
function toDetails(issue: z.core.$ZodIssue, name: string): FieldIssue[] {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => ({ field: path.join('.') || name, message: issue.message }));
}

/** Throws `VALIDATION_ERROR` for a body whose text no database can hold: NUL, and halves of surrogate pairs. */
function refuseUnstorable(body: unknown): void {
  const fields = unstorableFields(body, []);
  if (fields.length === 0) return;
  const details = fields.map((field) => ({ field: field || 'body', message: say('invalid.text') }));
  throw new AppError('VALIDATION_ERROR', 'error.validation', { details });
}

function unstorableFields(value: unknown, path: string[]): string[] {
  if (path.length > MAX_DEPTH) return [];
  if (typeof value === 'string') return isStorable(value) ? [] : [path.join('.')];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isStorable(key) ? unstorableFields(inner, [...path, key]) : [path.join('.')],
  );
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
