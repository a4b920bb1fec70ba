import { textOf } from '../plane/text-plane.js';
import { currencyMark } from '../values/currencies.js';
import { best, type Candidate, labelRule, labelScore } from './candidate.js';
import { type FieldsContext, labelsOfField } from './fields-context.js';
import type { Sums } from './sums.js';

const BESIDE_TOTAL = 0.95;
const AMBIGUOUS = 0.7;
const MOST_AMOUNTS = 0.75;
const UNIT_OF_LABEL = 0.8;
const UNIT = /(?:[([]\s?|\sin\s)([^\s()[\]]{1,4})(?:\s?[)\]]|(?=\s|$))/u;
const UNIT_REACH = 16;
const BY_LANGUAGE = 0.6;

/** The currency of the document: named as such, beside its total, or that of most of its amounts. */
export function findCurrency(context: FieldsContext, sums: Sums): Candidate | undefined {
  return best([...labelled(context), ...besideSums(sums), ...byStyle(context, sums), ...besideLabels(context)]);
}

function labelled(context: FieldsContext): Candidate[] {
  return labelsOfField(context, 'currency').flatMap(({ label, strength }) =>
    context.labels.placesOf(label).flatMap((place) => {
      const [word = ''] = textOf(place)
        .trim()
        .split(/[\s,.;)]+/);
      const code = currencyMark(word)?.codes[0];
      if (code === undefined) return [];
      const span = { ...place, to: place.from + textOf(place).indexOf(word) + word.length };
      const score = labelScore(label, strength, place.position);
      return [toCandidate(word, code, label.text, labelRule(place.position), score, span)];
    }),
  );
}

function besideSums({ total, subtotal, tax }: Sums): Candidate[] {
  return [total, subtotal, tax].flatMap((sum, at) => {
    if (!sum?.currency) return [];
    const score = (sum.currencyAmbiguous ? AMBIGUOUS : BESIDE_TOTAL) - at * 0.02;
    return [toCandidate(textOf(sum.span), sum.currency, sum.label.text, 'beside_amount', score, sum.span)];
  });
}

function byStyle({ style, planes }: FieldsContext, { total }: Sums): Candidate[] {
  const { main, mainBy } = style.currency;
  const line = planes[0]?.lines[0];
  const span = total?.span ?? (line && { line, from: 0, to: line.text.length });
  if (main === null || !span || (mainBy === 'language' && !total)) return [];
  const rule = mainBy === 'language' ? 'language' : 'most_amounts';
  return [toCandidate(main, main, '', rule, mainBy === 'language' ? BY_LANGUAGE : MOST_AMOUNTS, span)];
}

/** `TOTAL (RM)`, `Betrag in EUR`: named once for a column or a sum. */
function besideLabels({ labels }: FieldsContext): Candidate[] {
  return labels.labels.flatMap((label) => {
    if (!label.meanings.some(({ kind }) => kind === 'field' || kind === 'column')) return [];
    const [, word = ''] = UNIT.exec(label.line.text.slice(label.from, label.to + UNIT_REACH)) ?? [];
    const mark = currencyMark(word);
    if (!mark || mark.doubtful) return [];
    const from = label.line.text.indexOf(word, label.from);
    const span = { line: label.line, from, to: from + word.length };
    return [toCandidate(word, mark.codes[0], label.text, 'unit_of_label', UNIT_OF_LABEL, span)];
  });
}

function toCandidate(
  value: string,
  code: string,
  label: string,
  rule: string,
  score: number,
  span: Candidate['spans'][number],
): Candidate {
  return { name: 'currency', label, value: value.trim(), normalized: code, type: 'text', rule, spans: [span], score };
}
