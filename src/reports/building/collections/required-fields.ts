/**
 * What a document of each kind should say. Of tax invoices it is what the Korean Value-Added Tax Act, article 32 (1),
 * prescribes (registration number and name of the supplier, registration number of the recipient, supply value and tax,
 * date), and the sum; of the others what it takes to book or to pay them. Kinds that are not named need nothing.
 */
export const REQUIRED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  tax_invoice: [
    'issuer',
    'issuer_registration_number',
    'recipient_registration_number',
    'issue_date',
    'subtotal',
    'tax',
    'total',
  ],
  invoice: ['issuer', 'recipient', 'document_number', 'issue_date', 'total'],
  receipt: ['issuer', 'issue_date', 'total'],
  quotation: ['issuer', 'recipient', 'issue_date', 'total'],
  statement: ['issuer', 'recipient', 'issue_date', 'total'],
};
