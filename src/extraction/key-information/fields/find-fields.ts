import type { DocumentMetadata, ExtractedField, ExtractionWarning } from '../../extraction.types.js';
import { createWarning } from '../../warnings.js';
import type { DocumentType } from '../labels/labels.types.js';
import { locationOf, textOf } from '../plane/text-plane.js';
import { findLineItems } from '../line-items/line-items.js';
import { paymentAccounts } from './account-fields.js';
import { addresses } from './address-fields.js';
import { fieldsOfBarcodes } from './barcode-fields.js';
import { best, type Candidate, confirmed, toField } from './candidate.js';
import { findCurrency } from './currency-field.js';
import { type DateCandidate, labelledDates, unlabelledDates } from './date-fields.js';
import { authors, titles } from './description-fields.js';
import { findDocumentType, type FoundDocumentType, toTypeCandidate } from './document-type.js';
import type { FieldsContext } from './fields-context.js';
import { documentNumbers } from './identifier-fields.js';
import { largestAmount } from './largest-amount.js';
import { issuers, recipients } from './party-fields.js';
import { registrationNumbers } from './registration-number.js';
import { findSums, type Sums, toSumCandidate } from './sums.js';

export interface FoundFields {
  fields: ExtractedField[];
  warnings: ExtractionWarning[];
}

/** Less certain values are not worth telling. */
const MIN_SCORE = 0.35;
/** In what is no invoice, receipt or the like, only what is plainly labelled is told. */
const MIN_SCORE_ELSEWHERE = 0.7;
const TRADE: ReadonlySet<DocumentType> = new Set(['invoice', 'tax_invoice', 'receipt', 'quotation', 'statement']);
/** A document that nothing calls a receipt is one when it has a total that is labelled so well. */
const CERTAIN_TOTAL = 0.8;
const BY_SUMS = 0.45;

/** The fields of a document: of each name the value that most speaks for. */
export function findFields(context: FieldsContext, metadata: DocumentMetadata): FoundFields {
  const coded = fieldsOfBarcodes(context.barcodes);
  const sums = findSums(context);
  const named = findDocumentType(context);
  const type = named?.type === 'other' ? (typeBySums(sums) ?? named) : named;
  const isTrade = TRADE.has(type?.type ?? 'other') || coded.length > 0;
  const chosen: (Candidate | undefined)[] = [type?.candidate];
  chosen.push(...(isTrade ? tradeFields(context, sums, coded) : otherFields(context)));
  chosen.push(best(titles(context, metadata)), best(authors(context, metadata)));
  const found = chosen.filter((candidate) => candidate !== undefined);
  return {
    fields: found.filter(({ score }) => score >= MIN_SCORE).map(toField),
    warnings: isTrade ? warningsOf(sums) : [],
  };
}

/** A slip without a title that states what was bought, its tax and its total. */
function typeBySums({ total, subtotal, tax }: Sums): FoundDocumentType | null {
  if (!total || total.score < CERTAIN_TOTAL || !(subtotal ?? tax)) return null;
  const candidate = toTypeCandidate('receipt', total.label, total.label.text, 'signs', BY_SUMS);
  return { type: 'receipt', candidate };
}

function tradeFields(context: FieldsContext, sums: Sums, coded: readonly Candidate[]): (Candidate | undefined)[] {
  const dates = tradeDates(context);
  const issuer = pick('issuer', issuers(context), coded);
  const currency = pick('currency', [findCurrency(context, sums)], coded);
  const code = typeof currency?.normalized === 'string' ? currency.normalized : null;
  const sum = (name: 'subtotal' | 'tax' | 'total'): Candidate[] => {
    const found = sums[name] ?? (name === 'total' ? largestAmount(context) : undefined);
    return found ? [toSumCandidate(name, found, code)] : [];
  };
  return [
    issuer,
    pick('issuer_registration_number', registrationNumbers(context), coded),
    pick('recipient', notThe(issuer, recipients(context)), coded),
    pick('document_number', documentNumbers(context), coded),
    ...dates,
    currency,
    ...(['subtotal', 'tax', 'total'] as const).map((name) => pick(name, sum(name), coded)),
    pick('address', addresses(context, issuer), coded),
    pick('payment_account', paymentAccounts(context), coded),
    findLineItems(context, sums),
  ];
}

function tradeDates(context: FieldsContext): (DateCandidate | undefined)[] {
  const due = best(labelledDates(context, 'due_date'));
  const taken = new Set(due ? [due.normalized] : []);
  const issued = best([...labelledDates(context, 'issue_date'), ...unlabelledDates(context, 'issue_date', taken)]);
  const sameDay = issued ?? (due && { ...due, name: 'issue_date', score: due.score * 0.5 });
  return [sameDay, due, sameDay && { ...sameDay, name: 'date' }];
}

/** Reports, letters and lists: when they were written, and what is plainly labelled. */
function otherFields(context: FieldsContext): (Candidate | undefined)[] {
  const date = best([...labelledDates(context, 'date'), ...unlabelledDates(context, 'date', new Set())]);
  const labelled = [
    best(documentNumbers(context)),
    best(registrationNumbers(context)),
    best(paymentAccounts(context)),
    best(labelledDates(context, 'due_date')),
  ];
  return [date, ...labelled.filter((candidate) => candidate && candidate.score >= MIN_SCORE_ELSEWHERE)];
}

/** What a code says counts; where the print says the same, both are all the more certain. */
function pick(
  name: string,
  printed: readonly (Candidate | undefined)[],
  coded: readonly Candidate[],
): Candidate | undefined {
  const best1 = best(printed.filter((candidate) => candidate !== undefined));
  const code = coded.find((candidate) => candidate.name === name);
  if (!code) return best1;
  const agrees = printed.find((candidate) => candidate && keyOfValue(candidate) === keyOfValue(code));
  return agrees
    ? { ...agrees, score: confirmed(Math.max(agrees.score, code.score)), rule: `${agrees.rule}+barcode` }
    : code;
}

function keyOfValue({ normalized }: Candidate): string {
  if (typeof normalized !== 'string') return String(Number(normalized.amount));
  return normalized.replace(/\s/g, '').toLowerCase();
}

function notThe(issuer: Candidate | undefined, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ normalized }) => normalized !== issuer?.normalized);
}

/** Dates that may mean another day are warned of where they are found as entities. */
function warningsOf({ total, subtotal, tax }: Sums): ExtractionWarning[] {
  return [total, subtotal, tax].flatMap((sum) => {
    if (!sum?.ambiguous) return [];
    const params = { text: textOf(sum.span), chosen: sum.amount };
    return [createWarning('warning.amount_ambiguous', params, locationOf([sum.span]))];
  });
}
