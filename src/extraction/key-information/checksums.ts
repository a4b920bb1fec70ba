import { isValidIBAN } from 'ibantools';

const BUSINESS_WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5];

/** A Korean business registration number of ten digits: the National Tax Service's check digit. */
export function isKoreanBusinessNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  const numbers = Array.from(digits, Number);
  const sum = BUSINESS_WEIGHTS.reduce((total, weight, at) => total + weight * (numbers[at] ?? 0), 0);
  const carry = Math.floor(((numbers[8] ?? 0) * 5) / 10);
  return (10 - ((sum + carry) % 10)) % 10 === numbers[9];
}

/** ISO 13616: a country, its length and form of account, and check digits modulo 97. Neither spaces nor case count. */
export function isIban(text: string): boolean {
  return isValidIBAN(text.replace(/\s/g, '').toUpperCase());
}

/** ISO/IEC 7812: the Luhn check digit of 13 to 19 digits. */
export function isCardNumber(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits)) return false;
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, at) => {
      const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
