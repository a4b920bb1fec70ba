import type { BarcodeContent, ExtractedBarcode, ExtractedField, ValueType } from '../../extraction.types.js';
import { isIban } from '../checksums.js';
import type { Candidate } from './candidate.js';

/** A code's content is read without doubt; what it says is what will be paid. */
const CERTAIN = 0.97;

interface Source {
  field: string;
  /** Names that standards give it, in order. */
  from: readonly string[];
  type: ValueType;
}

const SOURCES: readonly Source[] = [
  {
    field: 'issuer',
    from: ['creditor_name', 'beneficiary_name', 'merchant_name_local', 'merchant_name', 'name'],
    type: 'text',
  },
  { field: 'recipient', from: ['debtor_name', 'ultimate_debtor_name'], type: 'text' },
  { field: 'payment_account', from: ['iban', 'account', 'creditor_account'], type: 'identifier' },
  { field: 'address', from: ['creditor_address'], type: 'address' },
  { field: 'document_number', from: ['bill_number'], type: 'identifier' },
  { field: 'currency', from: ['currency', 'transaction_currency', 'currency_code'], type: 'text' },
  { field: 'total', from: ['amount', 'transaction_amount'], type: 'money' },
];

/** What the codes of payment standards say: `swiss_qr_bill`, `epc_credit_transfer` and the like. */
export function fieldsOfBarcodes(barcodes: readonly ExtractedBarcode[]): Candidate[] {
  return barcodes.flatMap((barcode) =>
    barcode.content ? SOURCES.flatMap((source) => toCandidate(barcode, barcode.content, source)) : [],
  );
}

function toCandidate({ location }: ExtractedBarcode, content: BarcodeContent | null, source: Source): Candidate[] {
  const name = source.from.find((one) => (content?.fields[one] ?? '').trim() !== '');
  const value = name === undefined ? undefined : content?.fields[name]?.trim();
  const normalized = value === undefined ? null : normalise(value, source, content);
  if (!content || name === undefined || value === undefined || normalized === null) return [];
  const rule = `barcode:${content.standard}`;
  return [
    {
      name: source.field,
      label: name,
      value,
      normalized,
      type: source.type,
      rule,
      spans: [],
      location,
      score: CERTAIN,
    },
  ];
}

function normalise(
  value: string,
  { type, field }: Source,
  content: BarcodeContent | null,
): ExtractedField['normalized'] | null {
  if (type === 'money') {
    const [, prefix, amount] = /^([A-Z]{3})?\s?(\d+(?:\.\d+)?)$/.exec(value) ?? [];
    return amount === undefined ? null : { amount, currency: content?.fields['currency'] ?? prefix ?? null };
  }
  if (field === 'payment_account') return isIban(value) ? value.replace(/\s/g, '') : value;
  return value.replace(/\s+/g, ' ');
}
