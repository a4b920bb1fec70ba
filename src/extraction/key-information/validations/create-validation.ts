import { type MessageKey, type MessageParams, translate } from '../../../common/messages/messages.js';
import type { ExtractedValidation } from '../../extraction.types.js';
import type { ValidationRule } from './validation-rules.js';

type ValidationKey = Extract<MessageKey, `validation.${string}`>;

/** A validation with its sentence in English, and with what it takes to say it in another language. */
export function createValidation(
  rule: ValidationRule,
  status: ExtractedValidation['status'],
  key: ValidationKey,
  params: MessageParams,
  fields: readonly string[],
): ExtractedValidation {
  return { rule, status, message: translate('en', key, params), key, params, fields: [...fields] };
}

/** A decimal string with its thousands set apart: `973,800`. */
export function withThousands(amount: string): string {
  const [whole = '', fraction] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
