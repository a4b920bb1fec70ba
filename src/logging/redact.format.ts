import { format } from 'winston';
import { isError } from '../common/errors.js';

const SECRET_NAME = /pass(word|wd|phrase)?$|password_?hash|secret|token|authorization|cookie|api[_-]?key/i;
const AUTHORIZATION = /\b(bearer,?\s+|authorization:?\s+basic\s+)[\w.~+/=-]+/gi;
const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
/** `?token=…` of a URL, and the same in a form. */
const PARAMETER = /\b((?:\w*token|\w*password|secret)=)[^&\s"']+/gi;
/** `"password": "…"` of JSON that stands in a text. */
const JSON_MEMBER = /("(?:\w*token|\w*password|secret)"\s*:\s*")(?:[^"\\]|\\.)*/gi;
/** The user may be missing (`redis://:password@host`); an `@` in the password may be unencoded. */
const URL_PASSWORD = /(\/\/[^:/\s@]*:)[^/\s"']+@/g;
const MASK = '[redacted]';

function redactText(text: string): string {
  return text
    .replace(JWT, MASK)
    .replace(AUTHORIZATION, `$1${MASK}`)
    .replace(PARAMETER, `$1${MASK}`)
    .replace(JSON_MEMBER, `$1${MASK}`)
    .replace(URL_PASSWORD, `$1${MASK}@`);
}

function redactValue(name: string, value: unknown): unknown {
  if (SECRET_NAME.test(name) && value !== null && value !== undefined) return MASK;
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map((item) => redactValue('', item));
  // An error's own fields (a query's parameters, a request's headers) are nobody's business; its words are.
  if (isError(value)) return redactText(value.stack ?? value.message);
  if (isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactValue(key, inner)]));
  }
  return value;
}

/** Objects without a prototype too: parsed queries and forms are such. */
function isPlain(value: unknown): value is object {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Masks what must never stand in a log, wherever in a record it is: passwords, tokens, secrets in URLs. */
export const redact = format((info) => {
  for (const [name, value] of Object.entries(info)) info[name] = redactValue(name, value);
  return info;
});
