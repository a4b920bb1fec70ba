import type { FoundLabel } from '../labels/find-labels.js';
import { spanOf, textOf } from '../plane/text-plane.js';
import { compare, toDecimal } from '../values/decimal.js';
import type { AmountCandidate } from './amount-candidates.js';
import type { FieldsContext } from './fields-context.js';
import { amountsIn } from './read-values.js';
import { isCredible } from './value-places.js';

const SCORE = 0.4;
const MONEY_FORM = /\d[.,]\d{2}(?!\d)|\d{1,3}(?:,\d{3})+/;

/** Without any label the greatest sum of money is the likeliest total; cash that was given is not counted. */
export function largestAmount(context: FieldsContext): AmountCandidate | undefined {
  let found: AmountCandidate | undefined;
  for (const plane of context.planes) {
    for (const line of plane.lines) {
      const onLine = context.labels.on(line);
      if (onLine.some(isOfCash)) continue;
      for (const segment of line.segments) {
        for (const read of amountsIn(spanOf(line, segment), context.style)) {
          const decimal = toDecimal(read.amount.replace('-', ''));
          const isMoney = read.currency !== null || MONEY_FORM.test(textOf(read.span));
          if (!isMoney || read.amount.startsWith('-') || (found && compare(found.decimal, decimal) >= 0)) continue;
          const label: FoundLabel = { ...emptyLabel, line, from: read.span.from, to: read.span.from };
          found = { ...read, label, rule: 'largest_amount', decimal, score: SCORE };
        }
      }
    }
  }
  return found;
}

const emptyLabel = {
  text: '',
  meanings: [],
  valueFrom: 0,
  hasColon: false,
  startsSegment: false,
  fillsSegment: false,
  isFuzzy: false,
};

function isOfCash(label: FoundLabel): boolean {
  return isCredible(label) && label.meanings.some(({ kind }) => kind === 'helper' || kind === 'ignored');
}
