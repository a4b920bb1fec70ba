import { findAmounts } from '../values/amounts.js';
import { findDates } from '../values/dates.js';
import { findPercents } from '../values/percents.js';
import type { EntityContext, FoundEntity } from './entity.types.js';

/** The value is `YYYY-MM-DD`. */
export function findDateEntities(text: string, { style }: EntityContext): FoundEntity[] {
  return findDates(text, style).map(({ date, text: written, start, end, ambiguous, alternatives }) => ({
    type: 'date',
    value: date,
    text: written,
    start,
    end,
    ...(ambiguous && { alternatives }),
  }));
}

/** Of one text, however often they say the same: no document for people has as many on a page. */
const MAX_AMOUNTS = 50_000;

/** Amounts that name their currency; the value is `1234.50 USD`. */
export function findMoney(text: string, { style, onCut }: EntityContext): FoundEntity[] {
  const amounts = findAmounts(text, style, { marked: true, limit: MAX_AMOUNTS });
  if (amounts.length >= MAX_AMOUNTS) onCut?.('money');
  return amounts.flatMap(({ amount, currency, text: written, start, end }) =>
    currency === null ? [] : [{ type: 'money', value: `${amount} ${currency}`, text: written, start, end }],
  );
}

/** The value is `12.5%`. */
export function findPercentEntities(text: string, { style }: EntityContext): FoundEntity[] {
  return findPercents(text, style).map(({ percent, text: written, start, end }) => ({
    type: 'percent',
    value: `${percent}%`,
    text: written,
    start,
    end,
  }));
}
