/** What is looked at: enough to be sure, and the same time for a page as for a book. */
const MAX_SAMPLE = 20_000;
/** Fewer letters than in three words say nothing. */
const MIN_LETTERS = 16;
/** A syllable of Hangul says as much as two or three letters. */
const LETTERS_PER_SYLLABLE = 2.5;
/** Korean documents are full of Latin product names; others hardly ever hold Korean. */
const MIN_HANGUL_SHARE = 0.25;
const MIN_KANA_SHARE = 0.05;

/**
 * ISO 639-1 code of the language that most of a text is in; null where there is too little to tell. The script decides
 * on Korean and Japanese; the other languages are told apart by their n-grams (the package `eld`, which is loaded only
 * when it is needed: its tables take some 30 MB).
 */
export async function detectLanguage(text: string): Promise<string | null> {
  const sample = text.slice(0, MAX_SAMPLE);
  const hangul = countOf(sample, /\p{Script=Hangul}/gu) * LETTERS_PER_SYLLABLE;
  const kana = countOf(sample, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu) * LETTERS_PER_SYLLABLE;
  const han = countOf(sample, /\p{Script=Han}/gu) * LETTERS_PER_SYLLABLE;
  const others = countOf(sample, /[^\P{L}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu);
  const letters = hangul + kana + han + others;
  if (hangul > 0 && hangul >= letters * MIN_HANGUL_SHARE && hangul >= kana) return 'ko';
  if (kana > 0 && kana >= letters * MIN_KANA_SHARE) return 'ja';
  if (letters < MIN_LETTERS) return null;
  const { eld } = await import('eld/extrasmall');
  return eld.detect(toWords(sample)).language || null;
}

/** Figures, signs and addresses are the same in every language. */
function toWords(sample: string): string {
  return sample
    .replace(/\S{0,200}[@/]\S{0,200}/g, ' ')
    .replace(/[^\p{L}\p{M}'’]+/gu, ' ')
    .trim();
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
