import { stemmer } from 'stemmer';

/**
 * A run of characters that is searched for as one.
 * `syllables`: Korean, Chinese, Japanese, found anywhere in a word, as words are not parted from their particles.
 * `word`: of other scripts, found from its beginning. `number`: digits, whatever stands between them.
 */
export interface Term {
  kind: 'syllables' | 'word' | 'number';
  /** Folded; of a number the digits alone. */
  text: string;
  /** Of a number with separators other than for thousands: what stands between them. */
  parts: string[];
  /** Where it stands in the folded text. */
  start: number;
  end: number;
}

const SYLLABLES = String.raw`\p{sc=Hangul}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u30fc`;
const TERM = new RegExp(
  String.raw`(?<syllables>[${SYLLABLES}]+)` +
    String.raw`|(?<number>\p{Nd}+(?:[-./,:]\p{Nd}+)*)` +
    String.raw`|(?<word>(?:(?![${SYLLABLES}])[\p{L}\p{M}\p{N}])+)`,
  'gu',
);
const THOUSANDS = /^\p{Nd}{1,3}(?:,\p{Nd}{3})+$/u;
const SEPARATORS = /[-./,:]/;
const MAX_WORD = 32;
/** An index has all ends of a run of syllables up to this length; a longer run is found by overlapping pieces of it. */
const MAX_SYLLABLES = 8;
const STEMMED = /^[a-z]{5,}$/;
const MIN_STEM = 4;

/** The terms of a folded text, in its order. */
export function* scan(folded: string): Generator<Term> {
  for (const match of folded.matchAll(TERM)) {
    const { syllables, number } = match.groups ?? {};
    const [raw] = match;
    const place = { start: match.index, end: match.index + raw.length };
    if (syllables !== undefined) yield { kind: 'syllables', text: raw, parts: [], ...place };
    else if (number !== undefined) yield { kind: 'number', ...readNumber(raw), ...place };
    else yield { kind: 'word', text: cut(raw, MAX_WORD), parts: raw.match(/\p{Nd}+/gu) ?? [], ...place };
  }
}

function readNumber(raw: string): Pick<Term, 'text' | 'parts'> {
  const pieces = raw.split(SEPARATORS);
  const text = cut(pieces.join(''), MAX_WORD);
  return { text, parts: pieces.length === 1 || THOUSANDS.test(raw) ? [] : pieces.map((piece) => cut(piece, MAX_WORD)) };
}

/** `^` marks the beginning of a word. */
const BEGINNING = '^';

/** Puts into `tokens` what makes a term be found. */
export function addTokens({ kind, text, parts }: Term, tokens: Set<string>): void {
  if (kind !== 'syllables') {
    tokens.add(BEGINNING + text);
    for (const part of parts) tokens.add(BEGINNING + cut(part, MAX_WORD));
    return;
  }
  const characters = Array.from(text);
  characters.forEach((_, start) => {
    const end = characters.slice(start, start + MAX_SYLLABLES).join('');
    tokens.add(start === 0 ? BEGINNING + end : end);
  });
}

/** What to look for in an index: every one of `all` must be there, each in one of its forms. */
export interface TermQuery {
  /** Beginnings of tokens. */
  all: string[][];
  /** The token, or with `isPrefix` its beginning, that tells an exact hit from one in the middle of a word. */
  exact: { token: string; isPrefix: boolean };
}

export function toTermQuery(term: Term): TermQuery {
  const { kind, text } = term;
  const exact = { token: BEGINNING + cut(text, kind === 'syllables' ? MAX_SYLLABLES : MAX_WORD), isPrefix: false };
  if (kind === 'syllables') {
    return { all: windows(text).map((piece) => [piece, BEGINNING + piece]), exact: { ...exact, isPrefix: true } };
  }
  return { all: [[BEGINNING + sought(term)]], exact };
}

/** The beginning of a word that is looked for: an English word's stem, so that `invoices` finds `invoice`. */
export function sought({ kind, text }: Term): string {
  if (kind !== 'word' || !STEMMED.test(text)) return text;
  // Porter's stemmer makes `compani` of `companies`.
  const stem = stemmer(text).replace(/i$/, '');
  let shared = 0;
  while (shared < stem.length && stem[shared] === text[shared]) shared += 1;
  return shared >= MIN_STEM ? text.slice(0, shared) : text;
}

/** Whether a term of a text is a hit of one of a query, and from where to where within the former. */
export function hitIn(found: Term, wanted: Term): [start: number, end: number] | null {
  if (found.kind === 'syllables') {
    const at = wanted.kind === 'syllables' ? found.text.indexOf(wanted.text) : -1;
    return at < 0 ? null : [found.start + at, found.start + at + wanted.text.length];
  }
  if (wanted.kind === 'syllables') return null;
  const prefix = sought(wanted);
  const isHit = found.text.startsWith(prefix) || found.parts.some((part) => part.startsWith(prefix));
  return isHit ? [found.start, found.end] : null;
}

function windows(text: string): string[] {
  const characters = Array.from(text);
  const pieces: string[] = [];
  for (let start = 0; start + MAX_SYLLABLES < characters.length; start += MAX_SYLLABLES) {
    pieces.push(characters.slice(start, start + MAX_SYLLABLES).join(''));
  }
  pieces.push(characters.slice(-MAX_SYLLABLES).join(''));
  return pieces;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : Array.from(text).slice(0, length).join('');
}
