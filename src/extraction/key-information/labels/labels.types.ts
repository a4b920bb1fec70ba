/** Whether a label means one field and no other, or several things by the document. */
export type LabelStrength = 'strong' | 'usual';

/** The fields that labels lead to. */
export const LABELLED_FIELDS = [
  'document_number',
  'issue_date',
  'due_date',
  'currency',
  'subtotal',
  'tax',
  'total',
  'issuer',
  'recipient',
  'issuer_registration_number',
  'address',
  'payment_account',
  'title',
  'author',
  'date',
] as const;
export type LabelledField = (typeof LABELLED_FIELDS)[number];

export const PARTIES = ['supplier', 'recipient'] as const;
export type Party = (typeof PARTIES)[number];

export const DOCUMENT_TYPES = ['tax_invoice', 'invoice', 'receipt', 'quotation', 'statement', 'report'] as const;
/** `other` is what none of the known titles and signs fits. */
export type DocumentType = (typeof DOCUMENT_TYPES)[number] | 'other';

export const ITEM_COLUMNS = ['description', 'quantity', 'unit_price', 'amount', 'tax'] as const;
export type ItemColumn = (typeof ITEM_COLUMNS)[number];

/** Figures that are no fields but tell which of several amounts is the total. */
export const HELPERS = ['cash', 'change', 'rounding', 'discount', 'shipping'] as const;
export type Helper = (typeof HELPERS)[number];

/** One of the things a label can mean. */
export type LabelMeaning =
  | { kind: 'field'; name: LabelledField; strength: LabelStrength }
  | { kind: 'party'; name: Party }
  | { kind: 'document_type'; name: Exclude<DocumentType, 'other'> }
  | { kind: 'column'; name: ItemColumn }
  | { kind: 'helper'; name: Helper }
  | { kind: 'ignored' };

/** A label as it is written in a labels file, and what it means. */
export interface LabelEntry {
  text: string;
  language: string;
  meaning: LabelMeaning;
}
