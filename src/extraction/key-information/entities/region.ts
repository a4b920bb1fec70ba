import type { ValueStyle } from '../values/value-style.js';

/** Sheaf's first users are Korean offices. */
const DEFAULT_REGION = 'KR';
const BY_LANGUAGE: Record<string, string> = {
  ko: 'KR',
  ja: 'JP',
  nl: 'NL',
  de: 'DE',
  fr: 'FR',
  es: 'ES',
  it: 'IT',
  pl: 'PL',
  sv: 'SE',
  da: 'DK',
  pt: 'PT',
  vi: 'VN',
  th: 'TH',
  ms: 'MY',
};
/** Currencies of one country. */
const BY_CURRENCY: Record<string, string> = {
  KRW: 'KR',
  JPY: 'JP',
  CNY: 'CN',
  USD: 'US',
  GBP: 'GB',
  CHF: 'CH',
  AUD: 'AU',
  CAD: 'CA',
  NZD: 'NZ',
  HKD: 'HK',
  SGD: 'SG',
  TWD: 'TW',
  MYR: 'MY',
  THB: 'TH',
  VND: 'VN',
  IDR: 'ID',
  PHP: 'PH',
  INR: 'IN',
  BRL: 'BR',
  MXN: 'MX',
  SEK: 'SE',
  NOK: 'NO',
  DKK: 'DK',
  PLN: 'PL',
  CZK: 'CZ',
};

/** The country that a document's own telephone numbers are of: by its language, else its currency, else Korea. */
export function regionOf({ currency: { language, main } }: ValueStyle): string {
  return BY_LANGUAGE[language ?? ''] ?? BY_CURRENCY[main ?? ''] ?? DEFAULT_REGION;
}
