import type { BarcodeContent } from '../extraction.types.js';
import { presentFields } from './present-fields.js';

const PAYLOAD_FORMAT = '000201';
/** Id and length of the checksum, which comes last; they are counted in, its four digits are not. */
const CHECKSUM = '6304';
const CHECKSUM_DIGITS = 4;
/** ISO 4217 by number, of currencies in countries with such codes; of others the number is told. */
const CURRENCIES: Record<string, string> = {
  '036': 'AUD',
  '116': 'KHR',
  '156': 'CNY',
  '344': 'HKD',
  '356': 'INR',
  '360': 'IDR',
  '392': 'JPY',
  '410': 'KRW',
  '458': 'MYR',
  '524': 'NPR',
  '608': 'PHP',
  '702': 'SGD',
  '704': 'VND',
  '764': 'THB',
  '840': 'USD',
  '901': 'TWD',
  '978': 'EUR',
  '986': 'BRL',
};

/**
 * The merchant's code of a payment by phone, as Korean and many other payment services use it: ids, lengths and values.
 * Source: EMVCo, EMV QR Code Specification for Payment Systems, Merchant-Presented Mode, version 1.1. Null for what does
 * not keep to it or whose checksum is wrong.
 */
export function readEmvMerchantPayment(text: string): BarcodeContent | null {
  const payload = text.trim();
  if (!payload.startsWith(PAYLOAD_FORMAT) || !hasRightChecksum(payload)) return null;
  const objects = readObjects(payload);
  if (!objects?.has('52') || !objects.has('53')) return null;
  const additional = readObjects(objects.get('62') ?? '');
  const local = readObjects(objects.get('64') ?? '');
  const currency = objects.get('53') ?? '';
  return {
    standard: 'emv_merchant_payment',
    fields: presentFields({
      merchant_name: objects.get('59'),
      merchant_name_local: local?.get('01'),
      merchant_city: objects.get('60'),
      postal_code: objects.get('61'),
      country: objects.get('58'),
      merchant_category_code: objects.get('52'),
      merchant_account: accountOf(objects),
      currency: CURRENCIES[currency] ?? currency,
      amount: objects.get('54'),
      bill_number: additional?.get('01'),
      reference: additional?.get('05'),
    }),
  };
}

/** Ids with their values; null when a length does not fit. */
function readObjects(text: string): Map<string, string> | null {
  const characters = Array.from(text);
  const objects = new Map<string, string>();
  let at = 0;
  while (at < characters.length) {
    const id = characters.slice(at, at + 2).join('');
    const digits = characters.slice(at + 2, at + 4).join('');
    if (!/^\d{2}$/.test(id) || !/^\d{2}$/.test(digits)) return null;
    const value = characters.slice(at + 4, at + 4 + Number(digits));
    if (value.length !== Number(digits)) return null;
    objects.set(id, value.join(''));
    at += 4 + value.length;
  }
  return objects;
}

/** The first account of the merchant: 02–25 belong to card schemes, 26–51 hold objects of their own. */
function accountOf(objects: ReadonlyMap<string, string>): string | undefined {
  for (const [id, value] of objects) {
    const number = Number(id);
    if (number >= 2 && number <= 25) return value;
    if (number >= 26 && number <= 51) {
      const inner = readObjects(value);
      return inner ? [...inner.values()].join(' ') : value;
    }
  }
  return undefined;
}

function hasRightChecksum(payload: string): boolean {
  const body = payload.slice(0, -CHECKSUM_DIGITS);
  return body.endsWith(CHECKSUM) && checksumOf(body) === payload.slice(-CHECKSUM_DIGITS).toUpperCase();
}

/** CRC-16 of ISO/IEC 13239 with the polynomial 1021 and the start FFFF, as the specification wants it. */
function checksumOf(text: string): string {
  let checksum = 0xffff;
  for (const byte of Buffer.from(text)) {
    checksum ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) checksum = checksum & 0x8000 ? (checksum << 1) ^ 0x1021 : checksum << 1;
    checksum &= 0xffff;
  }
  return checksum.toString(16).toUpperCase().padStart(CHECKSUM_DIGITS, '0');
}
