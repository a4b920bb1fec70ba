const BUSINESS_WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5];

/** A Korean business registration number of ten digits: the National Tax Service's check digit. */
export function isKoreanBusinessNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  const numbers = Array.from(digits, Number);
  const sum = BUSINESS_WEIGHTS.reduce((total, weight, at) => total + weight * (numbers[at] ?? 0), 0);
  const carry = Math.floor(((numbers[8] ?? 0) * 5) / 10);
  return (10 - ((sum + carry) % 10)) % 10 === numbers[9];
}

/** ISO 13616: country, two check digits and the account, modulo 97. Spaces do not count. */
export function isIban(text: string): boolean {
  const iban = text.replace(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(iban)) return false;
  const digits = Array.from(iban.slice(4) + iban.slice(0, 4), (letter) => String(Number.parseInt(letter, 36))).join('');
  return BigInt(digits) % 97n === 1n;
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
