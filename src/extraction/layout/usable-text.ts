import type { Word } from './layout.types.js';

/** With more characters than this share that mean nothing, a text layer is of no use. */
export const MAX_MEANINGLESS = 0.4;
/** The same for words that nobody writes, under a picture of a page: what a bad OCR left behind. */
const MAX_ODD_WORDS = 0.35;
const MIN_WORDS = 5;
/** What fonts without a character map give: private use, the replacement character, control pictures and characters. */
const MEANINGLESS = /[\uE000-\uF8FF\uFFFD\u2400-\u243F\p{Cc}\p{Cn}]|[\u{F0000}-\u{10FFFF}]/gu;
/** Signs only, or a sign amid letters that does not stand between letters of any language. */
const ODD = /^[^\p{L}\p{N}]{2,}$|[\p{L}\p{N}][^\p{L}\p{N}\p{M}\p{Pd}\p{Pc}'’.,:;/@&%+=()[\]·・][\p{L}\p{N}]/u;
/** Lines of dots, dashes and the like are drawn with letters. */
const LEADER = /^([^\p{L}\p{N}])\1+$/u;

/** Whether most characters of a text mean something. */
export function isMeaningful(text: string): boolean {
  const letters = text.replace(/\s+/g, '');
  const meaningless = letters.match(MEANINGLESS)?.length ?? 0;
  return letters !== '' && meaningless <= letters.length * MAX_MEANINGLESS;
}

/** Whether words look like those that somebody wrote, rather than signs thrown together. */
export function looksWritten(words: readonly Pick<Word, 'text'>[]): boolean {
  if (words.length < MIN_WORDS) return true;
  const odd = words.filter(({ text }) => ODD.test(text) && !LEADER.test(text)).length;
  return odd <= words.length * MAX_ODD_WORDS;
}
