/** What a document is checked for. */
export const VALIDATION_RULES = [
  'subtotal_tax_total',
  'line_items_subtotal',
  'line_item_amounts',
  'tax_rate',
  'registration_number_checksum',
  'iban_checksum',
  'card_checksum',
  'issue_date_before_due_date',
  'issue_date_not_in_future',
] as const;
export type ValidationRule = (typeof VALIDATION_RULES)[number];
