import { hasNoDecimals } from './currencies.js';
import { currencyBefore, currencyBehind } from './currency-marks.js';
import { type DecimalSign, FIGURE, provenDecimalSign } from './figures.js';

/** How a document writes its numbers. */
export interface NumberStyle {
  decimal: DecimalSign;
  /** 0–1: which share of the evidence says so; 0 when there is none and the language decided. */
  confidence: number;
  /** Whether evidence or the language settles it; otherwise `1.234` remains ambiguous. */
  known: boolean;
  /** Whether thousands are set apart by spaces: `1 234,56`. */
  spaceGroups: boolean;
  /** What spoke for which sign; the weights of single numbers added up. */
  evidence: { point: number; comma: number };
}

const COMMA_LANGUAGES = new Set(
  'de nl fr es it pt ru pl cs da sv nb no fi tr id vi uk ro hu el bg hr sk sl'.split(' '),
);
/** An amount with its currency says more than a number that could be a section's (`3.12`) or a version's. */
const MONEY_WEIGHT = 3;
const PLAIN_WEIGHT = 1;
/** One or four and more decimals are seldom amounts. */
const ODD_WEIGHT = 0.25;
/** An amount of dollars or euros whose sign stands before three digits mostly has thousands, not three decimals. */
const GROUP_WEIGHT = 1;
/** The share of the evidence from which on it settles the sign. */
const CLEAR_SHARE = 0.6;
const MAX_FIGURES = 20_000;
/** Two groups, or a currency in front: one group behind a space may be the next column. */
const SPACE_GROUPED_DECIMAL =
  /(?:[€$£]|[A-Z]{3}) ?\d{1,3} \d{3}[.,]\d{2}(?!\d)|(?<![\d ])\d{1,3} \d{3} \d{3}[.,]\d{2}(?!\d)/;
const SPACE_GROUPED_FIGURE = /^\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?:[.,]\d{1,2})?$/;

/**
 * Tells from all numbers of a text which sign its decimals have. A number such as `1.234` cannot tell by itself; those
 * that can (`1.234,50`, `12.50`, `1,234,567`) are counted, amounts before others.
 */
export function findNumberStyle(text: string, language: string | null): NumberStyle {
  const evidence = { point: 0, comma: 0 };
  let spaced = 0;
  let seen = 0;
  for (const match of text.matchAll(FIGURE)) {
    if (++seen > MAX_FIGURES) break;
    const vote = voteOf(text, match);
    if (vote) evidence[vote.decimal === '.' ? 'point' : 'comma'] += vote.weight;
    if (SPACE_GROUPED_FIGURE.test(match[0])) spaced += 1;
  }
  const byLanguage: DecimalSign = language !== null && COMMA_LANGUAGES.has(language) ? ',' : '.';
  const total = evidence.point + evidence.comma;
  const decimal = evidence.point === evidence.comma ? byLanguage : evidence.point > evidence.comma ? '.' : ',';
  const confidence = total === 0 ? 0 : Math.max(evidence.point, evidence.comma) / total;
  return {
    decimal,
    confidence,
    known: confidence >= CLEAR_SHARE || (language !== null && evidence.point === evidence.comma),
    spaceGroups: spaced > 0 || (decimal === ',' && SPACE_GROUPED_DECIMAL.test(text)),
    evidence,
  };
}

function voteOf(text: string, match: RegExpExecArray): { decimal: DecimalSign; weight: number } | null {
  const figure = match[0];
  if (!/[.,]/.test(figure)) return null;
  const end = match.index + figure.length;
  const codes = currencyBefore(text, match.index)?.codes ?? currencyBehind(text, end)?.codes;
  const proven = provenDecimalSign(figure);
  if (proven !== null) {
    const usual = /[.,]\d{2}$/.test(figure) || /[.,].*[.,]/.test(figure);
    return { decimal: proven, weight: codes ? MONEY_WEIGHT : usual ? PLAIN_WEIGHT : ODD_WEIGHT };
  }
  if (!codes || !/^\d{1,3}[.,]\d{3}$/.test(figure)) return null;
  const groupSign = figure.includes(',') ? ',' : '.';
  return { decimal: groupSign === ',' ? '.' : ',', weight: hasNoDecimals(codes[0]) ? MONEY_WEIGHT : GROUP_WEIGHT };
}
