import type { BarcodeContent } from '../extraction.types.js';
import { presentFields } from './present-fields.js';

/** Number of the last element that every bill has: the trailer. */
const TRAILER = 30;
const IBAN = /^(CH|LI)\d{2}[0-9A-Z]{17}$/;

/**
 * The Swiss QR-bill: elements in a fixed order, one to a line. Source: SIX, Swiss Implementation Guidelines for the
 * QR-bill, version 2.3, chapter 4. Null for what does not keep to it.
 */
export function readSwissQrBill(text: string): BarcodeContent | null {
  const elements = text.split(/\r?\n/).map((element) => element.trim());
  const [type, version = '', , iban = ''] = elements;
  if (type !== 'SPC' || !version.startsWith('02') || !IBAN.test(iban) || elements[TRAILER] !== 'EPD') return null;
  const [amount, currency] = elements.slice(18, 20);
  const [referenceType, reference, message, , billingInformation] = elements.slice(27, 32);
  return {
    standard: 'swiss_qr_bill',
    fields: presentFields({
      iban,
      ...party('creditor', elements.slice(4, 11)),
      ...party('ultimate_creditor', elements.slice(11, 18)),
      amount,
      currency,
      ...party('debtor', elements.slice(20, 27)),
      reference_type: referenceType,
      reference,
      message,
      billing_information: billingInformation,
    }),
  };
}

/** Type of address, name, two lines or street and number, postal code, town, country. */
function party(role: string, elements: readonly string[]): Record<string, string> {
  const [type, name = '', first = '', second = '', postalCode = '', town = '', country = ''] = elements;
  const lines = type === 'K' ? [first, second] : [`${first} ${second}`, `${postalCode} ${town}`];
  const address = lines
    .map((line) => line.trim())
    .filter(Boolean)
    .join(', ');
  return { [`${role}_name`]: name, [`${role}_address`]: address, [`${role}_country`]: country };
}
