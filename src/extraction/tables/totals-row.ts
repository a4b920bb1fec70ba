import type { GridCell } from './grid.js';

const KOREAN = String.raw`총\s*합\s*계|합\s*계|소\s*계|총\s*계|누\s*계|중\s*계|총\s*액`;
const CHINESE = String.raw`[总總]?[合小]?[计計]`;
const WESTERN = String.raw`(?:grand|sub|net)?[\s-]*totals?|sum|gesamt(?:summe|betrag)?|zwischensumme|summe|sous[\s-]?total|total\s+g[eé]n[eé]ral|totale`;
/** The whole label, the last word of one (`서울 소계`, `North total`), or one with what it counts in brackets. */
const TOTALS = new RegExp(
  String.raw`^(?:(?:.{1,40}[\s:：/-])?(?:${KOREAN}|(?:sub|grand)[\s-]*total|total|소계|합계)|계|누계|${WESTERN}|${CHINESE})\s*(?:[(（[].{0,20}[)）\]])?\s*[:：]?$`,
  'iu',
);
const MAX_LABEL_LENGTH = 60;

/**
 * Whether a row adds up others: words in it say so (합계, 소계, Total, Gesamt, …), before any number, and there is a
 * number behind them.
 */
export function isTotalsRow(cells: readonly GridCell[]): boolean {
  let isLabelled = false;
  for (const { value } of cells) {
    if (typeof value === 'number') return isLabelled;
    if (typeof value === 'string' && value.length <= MAX_LABEL_LENGTH) isLabelled ||= TOTALS.test(value.trim());
  }
  return false;
}
