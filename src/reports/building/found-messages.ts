import { en } from '../../common/messages/en.js';
import { type Locale, type MessageKey, type MessageParams, translate } from '../../common/messages/messages.js';
import type { ExtractedValidation, ExtractionWarning } from '../../extraction/extraction.types.js';
import { namedLabel } from '../report-labels.js';

/** Parameters that hold names of our own, one or several, and what kind of names. */
const NAMES: Partial<Record<string, 'field' | 'entity'>> = { missing: 'field', field: 'field', type: 'entity' };

export function warningMessage({ code, message, params }: ExtractionWarning, locale: Locale): string {
  return inWordsOf(locale, `warning.${code.toLowerCase()}`, params, message);
}

export function validationMessage({ key, message, params }: ExtractedValidation, locale: Locale): string {
  return inWordsOf(locale, key, params, message);
}

/** A sentence of the extraction in the reader's language; as it is stored where it does not tell enough for that. */
function inWordsOf(locale: Locale, key: string | undefined, params: MessageParams = {}, stored: string): string {
  if (key === undefined || !isMessageKey(key)) return stored;
  const named = Object.entries(params).map(([name, value]) => [name, withLabels(locale, NAMES[name], value)] as const);
  try {
    return translate(locale, key, Object.fromEntries(named));
  } catch {
    return stored;
  }
}

function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

function withLabels(locale: Locale, kind: 'field' | 'entity' | undefined, value: string | number): string | number {
  if (kind === undefined || typeof value === 'number') return value;
  const names = value.split(', ').map((name) => namedLabel(locale, kind, name) ?? name);
  return names.join(', ');
}
