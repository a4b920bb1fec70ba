import { AsyncLocalStorage } from 'node:async_hooks';
import {
  DEFAULT_LOCALE,
  translate,
  type Locale,
  type MessageKey,
  type MessageParams,
} from '../common/messages/messages.js';

interface RequestContext {
  requestId: string;
  locale: Locale;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function withRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The language of the answer to the request in hand. */
export function requestLocale(): Locale {
  return storage.getStore()?.locale ?? DEFAULT_LOCALE;
}

/** A sentence in the language of the request in hand. */
export function say(key: MessageKey, params?: MessageParams): string {
  return translate(requestLocale(), key, params);
}
