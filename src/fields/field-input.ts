import type { ValueType } from '../extraction/extraction.types.js';
import { parseAmount } from '../extraction/key-information/values/amounts.js';
import { parseDate } from '../extraction/key-information/values/dates.js';
import type { ValueStyle } from '../extraction/key-information/values/value-style.js';
import type { NormalizedValue } from './field.types.js';

const NUMBER = /^(?<sign>-?)\s*(?<whole>\d{1,3}(?:,\d{3})+|\d{1,30})(?<fraction>\.\d{1,12})?\s*%?$/;

/** What kinds of values have a form that must be kept to; others are taken as they are. */
export type InputForm = 'date' | 'amount' | 'number';

export function formOf(type: ValueType): InputForm | null {
  if (type === 'date' || type === 'datetime') return 'date';
  if (type === 'money') return 'amount';
  return type === 'integer' || type === 'decimal' || type === 'percent' ? 'number' : null;
}

/**
 * What a user typed, as the normalized value of a field of this type; null when it cannot be read as one, or could be
 * several. `style` is how the document writes its values, `currency` that of an amount which names none.
 */
export function readInput(
  type: ValueType,
  input: string,
  { style, currency }: { style: ValueStyle; currency: string | null },
): NormalizedValue | null {
  switch (formOf(type)) {
    case 'date': {
      const found = parseDate(input, style);
      return found && !found.ambiguous ? found.date : null;
    }
    case 'amount': {
      const found = parseAmount(input, style);
      return found && !found.amountAmbiguous ? { amount: found.amount, currency: found.currency ?? currency } : null;
    }
    case 'number':
      return readNumber(input);
    case null:
      return input.replaceAll(/\s+/g, ' ');
  }
}

function readNumber(input: string): string | null {
  const groups = NUMBER.exec(input)?.groups;
  if (!groups) return null;
  const whole = (groups.whole ?? '').replaceAll(',', '').replace(/^0+(?=\d)/, '');
  return `${groups.sign ?? ''}${whole}${groups.fraction ?? ''}`;
}
