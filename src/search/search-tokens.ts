import { fold } from './folding.js';
import { addTokens, scan } from './terms.js';

/** Where a token was found: `.` anywhere in the document, `:` in a field or the file name, `/` in the file name. */
const SCOPES = { anywhere: '.', heading: ':', filename: '/' } as const;
export type Scope = keyof typeof SCOPES;

/** PostgreSQL takes at most a mebibyte of tokens in one `tsvector`. */
const MAX_ENTRY_BYTES = 500_000;
const BYTES_PER_TOKEN = 8;

/** The tokens of a text, without owner and scope. */
export function tokensOf(texts: Iterable<string>): Set<string> {
  const tokens = new Set<string>();
  for (const text of texts) for (const term of scan(fold(text).folded)) addTokens(term, tokens);
  return tokens;
}

/** A token as it stands in the index. `searchKey` is the number of the user: no token of two users is the same. */
export function indexToken(searchKey: number, scope: Scope, token: string): string {
  return searchKey.toString(36) + SCOPES[scope] + token;
}

/** In as few lists as fit into an entry each. */
export function* toEntries(tokens: Iterable<string>): Generator<string[]> {
  let entry: string[] = [];
  let bytes = 0;
  for (const token of tokens) {
    const size = Buffer.byteLength(token) + BYTES_PER_TOKEN;
    if (bytes + size > MAX_ENTRY_BYTES) {
      yield entry;
      entry = [];
      bytes = 0;
    }
    entry.push(token);
    bytes += size;
  }
  if (entry.length > 0) yield entry;
}
