import type { Word } from '../layout/layout.types.js';
import type { GreyImage } from './grey-image.js';
import { sampleLines } from './line-sample.js';
import { lineBands } from './text-regions.js';

/** Languages of a script of their own. All others share letters, so that a page does not tell which of them it needs. */
const SCRIPTS: Record<string, RegExp> = {
  kor: /\p{Script=Hangul}/u,
  jpn: /\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Han}/u,
  chi_sim: /\p{Script=Han}/u,
  chi_tra: /\p{Script=Han}/u,
};
/** A sample costs as much as the lines in it: shorter pages are read in all languages at once. */
const MIN_LINES = 15;
const SAMPLED_LINES = 5;
/** A page with so many of its words so uncertain was not in the languages that the sample showed. */
const UNCERTAIN = 0.5;
const MAX_UNCERTAIN = 0.15;

/**
 * The languages in the order that serves the engine: those of a script of their own first, as the first language decides
 * how words are parted.
 */
export function orderLanguages(languages: readonly string[]): string[] {
  return [...languages].sort((a, b) => Number(b in SCRIPTS) - Number(a in SCRIPTS));
}

/** Lines spread over the page, one below the other; null when there is nothing to choose or too little text to sample. */
export function sampleForLanguages(
  image: GreyImage,
  threshold: number,
  languages: readonly string[],
): GreyImage | null {
  const isChoice =
    languages.some((language) => language in SCRIPTS) && languages.some((language) => !(language in SCRIPTS));
  if (!isChoice) return null;
  const bands = lineBands(image, threshold);
  if (bands.length < MIN_LINES) return null;
  return sampleLines(image, bands, SAMPLED_LINES);
}

/** The languages that a page needs, by the words of its sample. */
export function languagesOf(sample: readonly Word[], languages: readonly string[]): string[] {
  const text = sample.map((word) => word.text).join('');
  return languages.filter((language) => SCRIPTS[language]?.test(text) ?? true);
}

/** Whether the words look as if they were read in the wrong language. */
export function areDoubtful(words: readonly Word[]): boolean {
  const uncertain = words.filter(({ confidence = 1 }) => confidence < UNCERTAIN).length;
  return uncertain > words.length * MAX_UNCERTAIN;
}
