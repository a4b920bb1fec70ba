import type { Failure, FailureCode } from '../errors.js';
import { translate, type Locale } from './messages.js';

/** A failure as users see it: its stable code, and why in their language. */
export function tellFailure({ code, key, params }: Failure, locale: Locale): { code: FailureCode; message: string } {
  return { code, message: translate(locale, key, params) };
}
