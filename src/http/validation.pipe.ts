import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { AppError, type FieldIssue } from '../common/errors.js';
import type { Locale } from '../common/messages/messages.js';
import { requestLocale } from './request-context.js';

const LOCALE_ERRORS: Record<Locale, z.core.$ZodErrorMap> = {
  en: z.locales.en().localeError,
  ko: z.locales.ko().localeError,
};

/** Checks every argument that has a schema (`@Body({ schema })`) and says what is wrong in the caller's language. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, { schema, data, type }: ArgumentMetadata): unknown {
    return schema instanceof z.ZodType ? parseInput(schema, value, data ?? type) : value;
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
