import { en } from '../../common/messages/en.js';
import { type Locale, type MessageKey, type MessageParams, translate } from '../../common/messages/messages.js';
import type { ExtractionWarning } from '../../extraction/extraction.types.js';
import { namedLabel } from '../report-labels.js';

/** Parameters that hold names of our own, one or several, and what kind of names. */
const NAMES: Partial<Record<string, 'field' | 'entity'>> = { missing: 'field', field: 'field', type: 'entity' };

/** A sentence as it is stored: in English, with what it takes to say it in another language where that is known. */
interface StoredMessage {
  message: string;
  key?: string | null | undefined;
  params?: MessageParams | null | undefined;
}

export function warningMessage({ code, message, params }: ExtractionWarning, locale: Locale): string {
  return inWordsOf({ key: `warning.${code.toLowerCase()}`, message, params }, locale);
}

/** For example of an `ExtractedValidation`, or of a row of `document_validations`. */
export function validationMessage(validation: StoredMessage, locale: Locale): string {
  return inWordsOf(validation, locale);
}

/** In the reader's language; as it is stored where it does not tell enough for that. */
function inWordsOf({ key, message: stored, params }: StoredMessage, locale: Locale): string {
  if (typeof key !== 'string' || !isMessageKey(key)) return stored;
  const named = Object.entries(params ?? {}).map(
    ([name, value]) => [name, withLabels(locale, NAMES[name], value)] as const,
  );
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
