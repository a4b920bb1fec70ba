import { format } from 'winston';

const SECRET_NAME = /pass(word|wd)?$|secret|token|authorization|cookie|api_?key/i;
const BEARER = /\b(bearer\s+)[\w.~+/=-]+/gi;
const QUERY_TOKEN = /([?&](?:access_|refresh_)?token=)[^&\s"]+/gi;
const URL_PASSWORD = /(\/\/[^:/\s]+:)[^@/\s]+@/g;
const MASK = '[redacted]';

function redactText(text: string): string {
  return text.replace(BEARER, `$1${MASK}`).replace(QUERY_TOKEN, `$1${MASK}`).replace(URL_PASSWORD, `$1${MASK}@`);
}

function redactValue(name: string, value: unknown): unknown {
  if (SECRET_NAME.test(name) && value !== null && value !== undefined) return MASK;
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map((item) => redactValue('', item));
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactValue(key, inner)]));
  }
  return value;
}

/** Masks what must never stand in a log, wherever in a record it is: passwords, tokens, secrets in URLs. */
export const redact = format((info) => {
  for (const [name, value] of Object.entries(info)) info[name] = redactValue(name, value);
  return info;
});
