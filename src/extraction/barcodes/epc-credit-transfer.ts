import type { BarcodeContent } from '../extraction.types.js';
import { presentFields } from './present-fields.js';

const IBAN = /^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/;
const AMOUNT = /^EUR(\d{1,9}(?:\.\d{1,2})?)$/;

/**
 * The code for a SEPA credit transfer, elements one to a line. Source: European Payments Council, EPC069-12, Quick
 * Response Code: Guidelines to Enable Data Capture for the Initiation of a SEPA Credit Transfer. Null for what does not
 * keep to it.
 */
export function readEpcCreditTransfer(text: string): BarcodeContent | null {
  const elements = text.split(/\r?\n/).map((element) => element.trim());
  const [tag, version = '', , identification, bic, name, spacedIban = '', money = '', ...rest] = elements;
  const [purpose, reference, message, information] = rest;
  const iban = spacedIban.replaceAll(' ', '');
  if (tag !== 'BCD' || !/^00[12]$/.test(version) || identification !== 'SCT' || !IBAN.test(iban)) return null;
  const amount = AMOUNT.exec(money)?.[1];
  if (money !== '' && amount === undefined) return null;
  return {
    standard: 'epc_credit_transfer',
    fields: presentFields({
      bic,
      creditor_name: name,
      iban,
      amount,
      currency: amount === undefined ? undefined : 'EUR',
      purpose,
      reference,
      message,
      information,
    }),
  };
}
