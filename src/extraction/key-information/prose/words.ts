import { dan, deu, eng, fra, ita, jpn, kor, nld, por, spa, swe, zho } from 'stopword';

/** What is looked at of a text for its summary and keywords: the same time for a report as for a book. */
export const MAX_PROSE_CHARACTERS = 100_000;

const STOP_WORDS: Record<string, readonly string[]> = {
  da: dan,
  de: deu,
  en: eng,
  es: spa,
  fr: fra,
  it: ita,
  ja: jpn,
  ko: kor,
  nl: nld,
  pt: por,
  sv: swe,
  zh: zho,
};
/** Written without spaces, so that words are found by dictionary. */
const UNSPACED = new Set(['ja', 'zh', 'th']);
const WORD = /[\p{L}\p{M}\p{N}]+(?:[-'’.&][\p{L}\p{M}\p{N}]+)*/gu;
const MAX_WORD_LENGTH = 40;

/** The stop words of a language, English ones besides: every document has some English. */
export function stopWordsOf(language: string | null): ReadonlySet<string> {
  return new Set([...eng, ...(STOP_WORDS[language ?? 'en'] ?? [])].map((word) => word.toLowerCase()));
}

/** The words of one line or sentence in order; overlong ones are no words. */
export function wordsOf(text: string, language: string | null): string[] {
  const words =
    language !== null && UNSPACED.has(language)
      ? [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text)]
          .filter(({ isWordLike }) => isWordLike)
          .map(({ segment }) => segment)
      : (text.match(WORD) ?? []);
  return words.filter(({ length }) => length <= MAX_WORD_LENGTH);
}
