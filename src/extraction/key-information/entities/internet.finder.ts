import { find } from 'linkifyjs';
import type { FoundEntity } from './entity.types.js';

/** Longer ones are no addresses that anybody wrote (RFC 5321: 254 characters; of URLs what browsers carry). */
const MAX_EMAIL = 254;
const MAX_URL = 2048;
/** Words that run on behind an address or before it, as Korean particles do. */
const FOREIGN_START = /^[^\x21-\x7e]+(?=[a-z\d])/i;
const FOREIGN_END = /[^\x21-\x7e]+$/;
/** A name without `www.`, scheme or path is an address only under an ending that is no usual word or file type. */
const OBVIOUS = /^(?:[a-z]+:\/\/|www\.)|\/|\.(?:com|net|org|edu|gov|kr|io|eu|co\.[a-z]{2})$/i;

/** E-mail addresses (lower case) and URLs (with their scheme, `http` where none is written). */
export function findInternetAddresses(text: string): FoundEntity[] {
  // Nothing else has one of these, and most texts are spared a slower look.
  if (!/[@/]|\w\.\w/.test(text)) return [];
  return find(text).flatMap(({ type, value, start }): FoundEntity[] => {
    const from = start + (FOREIGN_START.exec(value)?.[0].length ?? 0);
    const written = trimForeign(text.slice(from, start + value.length));
    const end = from + written.length;
    if (type === 'email' && isPlainEmail(written)) {
      return [
        { type: 'email', value: written.replace(/^mailto:/i, '').toLowerCase(), text: written, start: from, end },
      ];
    }
    if (type !== 'url' || written.length > MAX_URL || !OBVIOUS.test(written)) return [];
    const href = /^[a-z]+:\/\//i.test(written) ? written : `http://${written}`;
    return URL.canParse(href) ? [{ type: 'url', value: href, text: written, start: from, end }] : [];
  });
}

/** Paths may hold any letters; behind a bare host they belong to the sentence. */
function trimForeign(written: string): string {
  return /^(?:[a-z]+:\/\/)?[^/]*$/i.test(written) && /[a-z]/i.test(written)
    ? written.replace(FOREIGN_END, '')
    : written;
}

function isPlainEmail(written: string): boolean {
  return written.length <= MAX_EMAIL && /^[\x21-\x7e]+$/.test(written);
}
