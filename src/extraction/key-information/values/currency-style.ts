import { LETTER_CODES } from './currencies.js';
import { currencyBefore, currencyBehind } from './currency-marks.js';
import { FIGURE } from './figures.js';

/** How a document names its currencies. */
export interface CurrencyStyle {
  /** ISO 4217 code that most amounts are written in, or that the language makes likely; null when nothing tells. */
  main: string | null;
  /** What `main` rests on. */
  mainBy: 'amounts' | 'language' | null;
  /** Whether signs stand before the amount (`€ 12`) or behind it (`12 €`). */
  position: 'before' | 'behind';
  /** How often the text speaks of each ISO 4217 code, by its letters or a sign of one meaning. */
  named: ReadonlyMap<string, number>;
  language: string | null;
}

export interface ChosenCurrency {
  code: string;
  /** Whether the mark has several meanings and nothing in the document tells which. */
  ambiguous: boolean;
}

const MAX_FIGURES = 20_000;
const BY_LANGUAGE: Record<string, string> = { ko: 'KRW', ja: 'JPY' };
/** Which meaning of a shared sign (`¥`, `kr`) a language speaks for. */
const SHARED_BY_LANGUAGE: Record<string, string> = {
  zh: 'CNY',
  ja: 'JPY',
  da: 'DKK',
  no: 'NOK',
  nb: 'NOK',
  sv: 'SEK',
  is: 'ISK',
};
const CODE_WORD = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${LETTER_CODES.join('|')})(?![\p{L}\p{N}])`, 'gu');

/** Tells from the amounts of a whole text which currency they are in and where its sign stands. */
export function findCurrencyStyle(text: string, language: string | null): CurrencyStyle {
  const named = countCodes(text);
  const counts = countMarks(text);
  for (const [code, count] of counts.certain) if (!named.has(code)) named.set(code, count);
  const position = counts.behind > counts.before ? 'behind' : 'before';
  const style = { main: null, mainBy: null, position, named, language } as const;
  const written = new Map(counts.certain);
  for (const [codes, count] of counts.shared) {
    const { code } = chooseCurrency(codes, style);
    written.set(code, (written.get(code) ?? 0) + count);
  }
  const main = mostFrequent(written);
  if (main !== null) return { ...style, main, mainBy: 'amounts' };
  const likely = BY_LANGUAGE[language ?? ''] ?? null;
  return { ...style, main: likely, mainBy: likely === null ? null : 'language' };
}

/** The meaning of a mark within its document: one that the document names, or that its language makes likely. */
export function chooseCurrency(
  codes: readonly [string, ...string[]],
  style: Pick<CurrencyStyle, 'named' | 'language'>,
): ChosenCurrency {
  if (codes.length === 1) return { code: codes[0], ambiguous: false };
  const named = mostFrequent(new Map([...style.named].filter(([code]) => codes.includes(code))));
  if (named !== null) return { code: named, ambiguous: false };
  const likely = SHARED_BY_LANGUAGE[style.language ?? ''];
  if (likely !== undefined && codes.includes(likely)) return { code: likely, ambiguous: false };
  return { code: codes[0], ambiguous: true };
}

function countCodes(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [code] of text.matchAll(CODE_WORD)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function countMarks(text: string) {
  const certain = new Map<string, number>();
  const shared = new Map<readonly [string, ...string[]], number>();
  let [before, behind, seen] = [0, 0, 0];
  for (const match of text.matchAll(FIGURE)) {
    if (++seen > MAX_FIGURES) break;
    const left = currencyBefore(text, match.index);
    const right = currencyBehind(text, match.index + match[0].length);
    // Between two figures a sign could belong to either.
    const rightIsFree = right !== null && !/^\s{0,2}\d/.test(text.slice(right.end, right.end + 3));
    const leftIsFree = left !== null && !/\d\s{0,2}$/.test(text.slice(Math.max(0, left.start - 3), left.start));
    if (leftIsFree) before += 1;
    if (rightIsFree) behind += 1;
    const mark = left ?? right;
    if (!mark || mark.doubtful) continue;
    if (mark.codes.length > 1) shared.set(mark.codes, (shared.get(mark.codes) ?? 0) + 1);
    else certain.set(mark.codes[0], (certain.get(mark.codes[0]) ?? 0) + 1);
  }
  return { certain, shared, before, behind };
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | null {
  let [best, most]: [string | null, number] = [null, 0];
  for (const [code, count] of counts) if (count > most) [best, most] = [code, count];
  return best;
}
