import { MAX_PROSE_CHARACTERS, stopWordsOf, wordsOf } from './words.js';

export interface SummaryOptions {
  maxSentences: number;
}

const MAX_CANDIDATES = 1_000;
const MIN_WORDS = 6;
const MIN_KOREAN_WORDS = 4;
const MAX_LENGTH = 400;
/** Of the letters of a text; where less of it is prose, sentences are small print below a form or table. */
const MIN_PROSE_SHARE = 0.3;
const MIN_LETTER_SHARE = 0.65;
/** The lead of a text says the most; the bonus fades over its first sentences. */
const LEAD_BONUS = 0.6;
const LEAD_SENTENCES = 5;
/** Words that a chosen sentence already has count less in the next one, so that nothing is said twice. */
const TOLD_WEIGHT = 0.2;
const SENTENCE_END = /[.!?。！？…]["'”’)\]]?$/;
/** The rest of a sentence whose beginning stands elsewhere. */
const FRAGMENT = /^[\p{Ll},;:)]/u;
/** Shorter lines never run on into the next one; of longer ones those that reach most of the usual width do. */
const SHORT_LINE = 30;
const FULL_SHARE = 0.7;
/** Sentences are looked for in pieces of this length: the time that it takes grows with the square of it. */
const MAX_PARAGRAPH = 2_000;
const LIST_MARK = /^\s*(?:[•·▪◦*\-–]|\d{1,2}[.)]|[가-하][.)])\s+/;

interface Sentence {
  text: string;
  index: number;
  words: string[];
}

/**
 * Up to `maxSentences` sentences of a text that say the most of it, in its own order and words: those whose words the
 * text repeats (after SumBasic, Nenkova and Vanderwende 2005), the lead preferred. Empty where a text is no prose: forms, tables
 * and receipts. Looks at the first 100,000 characters.
 */
export function summarise(text: string, language: string | null, { maxSentences }: SummaryOptions): string[] {
  const sample = text.slice(0, MAX_PROSE_CHARACTERS);
  const stopWords = stopWordsOf(language);
  const proper = paragraphsOf(sample)
    .flatMap((paragraph) => sentencesOf(paragraph, language))
    .filter((sentence) => isProse(sentence, language));
  const prose = proper.reduce((sum, sentence) => sum + lettersOf(sentence), 0);
  if (prose < lettersOf(sample) * MIN_PROSE_SHARE) return [];
  const sentences = [...new Set(proper)].slice(0, MAX_CANDIDATES).map((sentence, index): Sentence => {
    const words = wordsOf(sentence, language).map((word) => word.toLowerCase());
    return { text: sentence, index, words: words.filter((word) => word.length > 1 && !stopWords.has(word)) };
  });
  return choose(sentences, maxSentences).map((sentence) => sentence.text);
}

/** Joins lines that the margin broke; empty lines, list marks and lines far from the margin end a paragraph. */
function paragraphsOf(text: string): string[] {
  const lines = text.split('\n');
  const fullLine = usualWidth(lines) * FULL_SHARE;
  const paragraphs: string[] = [];
  let current = '';
  const close = () => {
    if (current !== '') paragraphs.push(current);
    current = '';
  };
  for (const line of lines) {
    const trimmed = line.trim().slice(0, MAX_PARAGRAPH);
    if (trimmed === '' || LIST_MARK.test(line) || current.length + trimmed.length > MAX_PARAGRAPH) close();
    current = joinLines(current, trimmed.replace(LIST_MARK, ''));
    if (trimmed.length < fullLine) close();
  }
  close();
  return paragraphs;
}

/** The middle one of the lengths of all lines that are no mere labels or cells. */
function usualWidth(lines: readonly string[]): number {
  const lengths = lines.map((line) => line.trim().length).filter((length) => length >= SHORT_LINE);
  return lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? SHORT_LINE;
}

function joinLines(current: string, line: string): string {
  if (current === '') return line;
  return /\p{Ll}-$/u.test(current.slice(-2)) && /^\p{Ll}/u.test(line)
    ? current.slice(0, -1) + line
    : `${current} ${line}`;
}

function sentencesOf(paragraph: string, language: string | null): string[] {
  const segmenter = new Intl.Segmenter(language ?? 'en', { granularity: 'sentence' });
  return Array.from(segmenter.segment(paragraph), ({ segment }) => segment.replace(/\s+/g, ' ').trim());
}

function isProse(sentence: string, language: string | null): boolean {
  if (sentence.length > MAX_LENGTH || FRAGMENT.test(sentence) || !SENTENCE_END.test(sentence.slice(-3))) return false;
  const minimum = language === 'ko' ? MIN_KOREAN_WORDS : MIN_WORDS;
  const isLongEnough = wordsOf(sentence, language).length >= minimum;
  return isLongEnough && lettersOf(sentence) >= sentence.replace(/\s/g, '').length * MIN_LETTER_SHARE;
}

function lettersOf(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}

function choose(sentences: readonly Sentence[], count: number): Sentence[] {
  const weights = frequencies(sentences);
  const chosen: Sentence[] = [];
  const left = new Set(sentences);
  while (chosen.length < count && left.size > 0) {
    let [best, highest]: [Sentence | null, number] = [null, -1];
    for (const sentence of left) {
      const score = scoreOf(sentence, weights);
      if (score > highest) [best, highest] = [sentence, score];
    }
    if (!best) break;
    chosen.push(best);
    left.delete(best);
    for (const word of best.words) weights.set(word, (weights.get(word) ?? 0) * TOLD_WEIGHT);
  }
  return chosen.sort((a, b) => a.index - b.index);
}

/** How often each word stands, against the most frequent one. */
function frequencies(sentences: readonly Sentence[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words } of sentences) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  return new Map([...counts].map(([word, count]) => [word, count / most]));
}

function scoreOf({ words, index }: Sentence, weights: ReadonlyMap<string, number>): number {
  const sum = words.reduce((total, word) => total + (weights.get(word) ?? 0), 0);
  const lead = LEAD_BONUS * Math.max(0, 1 - index / LEAD_SENTENCES);
  return (sum / Math.max(words.length, MIN_WORDS)) * (1 + lead);
}
