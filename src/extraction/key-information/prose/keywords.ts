import { isPredicate, withoutParticle } from './korean-particles.js';
import { MAX_PROSE_CHARACTERS, stopWordsOf, wordsOf } from './words.js';

export interface Keyword {
  term: string;
  /** 0–1, the first one's is 1. */
  score: number;
}

const MAX_KEYWORDS = 20;
const MAX_PHRASE_WORDS = 3;
const MIN_PHRASE_COUNT = 2;
/** A word that mostly stands within a phrase says less than the phrase. */
const SHARE_WITHIN_PHRASE = 0.6;
/** A phrase says more than one of its words. */
const PHRASE_WEIGHT = 1.3;
/** What a document is about stands at its beginning. */
const EARLY_WEIGHT = 1.5;
const EARLY_SHARE = 0.1;
const MAX_DISTINCT = 50_000;
/** Addresses and what holds figures only. */
const NO_PROSE = /\S{0,200}(?:@|:\/\/|www\.)\S{0,200}/g;
/** What ends a phrase. */
const BREAK = /[\n\t.,;:!?()[\]{}<>|"“”·•*=/]+/;

interface Candidate {
  words: readonly string[];
  count: number;
  /** The writings it was found in. */
  forms: Map<string, number>;
  early: boolean;
}

/**
 * The terms that a text repeats: words and phrases of up to three words that are no stop words and hold no figures,
 * weighed by how often they stand (logarithmically) and whether they stand at the beginning. Korean words lose their
 * particles. Looks at the first 100,000 characters.
 */
export function findKeywords(text: string, language: string | null): Keyword[] {
  const sample = text.slice(0, MAX_PROSE_CHARACTERS).replace(NO_PROSE, ' ');
  const phrases = sample.split(BREAK).map((phrase) => wordsOf(phrase, language));
  const known = knownNouns(phrases.flat());
  const stopWords = stopWordsOf(language);
  const candidates = new Map<string, Candidate>();
  for (const [index, phrase] of phrases.entries()) {
    const isEarly = index <= phrases.length * EARLY_SHARE;
    for (const run of runsOf(phrase, known, stopWords)) addRun(candidates, run, isEarly);
  }
  return rank(candidates);
}

/** The words themselves, and those that a particle leaves which no noun ends in. */
function knownNouns(words: readonly string[]): Set<string> {
  const known = new Set(words);
  for (const word of words) known.add(withoutParticle(word, () => false));
  return known;
}

/** Rows of words that are terms; anything else ends a row. */
function* runsOf(phrase: string[], known: ReadonlySet<string>, stopWords: ReadonlySet<string>): Generator<string[]> {
  let run: string[] = [];
  for (const word of phrase) {
    const stem = withoutParticle(word, (candidate) => known.has(candidate));
    if (isTerm(stem, stopWords) && !isPredicate(word)) {
      run.push(stem);
    } else {
      if (run.length > 0) yield run;
      run = [];
    }
  }
  if (run.length > 0) yield run;
}

function isTerm(word: string, stopWords: ReadonlySet<string>): boolean {
  if (/\d/.test(word) || stopWords.has(word.toLowerCase())) return false;
  return /[\p{Script=Hangul}\p{Script=Han}\p{Script=Katakana}]/u.test(word) ? word.length >= 2 : word.length >= 3;
}

function addRun(candidates: Map<string, Candidate>, run: readonly string[], early: boolean): void {
  for (let start = 0; start < run.length; start += 1) {
    for (let length = 1; length <= MAX_PHRASE_WORDS && start + length <= run.length; length += 1) {
      const words = run.slice(start, start + length);
      const term = words.join(' ');
      const key = term.toLowerCase();
      const candidate = candidates.get(key) ?? {
        words: words.map((word) => word.toLowerCase()),
        count: 0,
        forms: new Map<string, number>(),
        early,
      };
      if (candidate.count === 0 && candidates.size >= MAX_DISTINCT) return;
      candidate.count += 1;
      candidate.forms.set(term, (candidate.forms.get(term) ?? 0) + 1);
      candidates.set(key, candidate);
    }
  }
}

function rank(candidates: ReadonlyMap<string, Candidate>): Keyword[] {
  const repeated = [...candidates.values()].filter(
    ({ words, count }) => words.length === 1 || count >= MIN_PHRASE_COUNT,
  );
  const covered = coveredTerms(repeated);
  const scored = repeated
    .filter(({ words }) => !covered.has(words.join(' ')))
    .map((candidate) => ({ term: usualForm(candidate), weight: weightOf(candidate) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_KEYWORDS);
  const best = scored[0]?.weight ?? 1;
  return scored.map(({ term, weight }) => ({ term, score: Number((weight / best).toFixed(3)) }));
}

/** Terms that mostly stand within a longer one of the candidates. */
function coveredTerms(candidates: readonly Candidate[]): Set<string> {
  const counts = new Map(candidates.map(({ words, count }) => [words.join(' '), count]));
  const covered = new Set<string>();
  for (const { words, count } of candidates) {
    for (let length = 1; length < words.length; length += 1) {
      for (let start = 0; start + length <= words.length; start += 1) {
        const part = words.slice(start, start + length).join(' ');
        if (count >= (counts.get(part) ?? 0) * SHARE_WITHIN_PHRASE) covered.add(part);
      }
    }
  }
  return covered;
}

function weightOf({ words, count, early }: Candidate): number {
  return Math.log2(1 + count) * (words.length > 1 ? PHRASE_WEIGHT : 1) * (early ? EARLY_WEIGHT : 1);
}

function usualForm({ forms, words }: Candidate): string {
  let [usual, most] = [words.join(' '), 0];
  for (const [form, count] of forms) if (count > most) [usual, most] = [form, count];
  return usual;
}
