import { describe, expect, it } from '@jest/globals';
import { findAmounts, parseAmount } from './amounts.js';
import { findValueStyle } from './value-style.js';

const styleOf = (text: string, language: string | null = null) =>
  findValueStyle(text, { language, today: '2026-11-21' });

function parsed(text: string, document = text, language: string | null = null): string | null {
  const amount = parseAmount(text, styleOf(document, language));
  return amount && `${amount.amount} ${amount.currency ?? '-'}`;
}

function found(text: string, language: string | null = null): string[] {
  return findAmounts(text, styleOf(text, language)).map(({ amount, currency }) => `${amount} ${currency ?? '-'}`);
}

describe('parseAmount', () => {
  it.each([
    ['1,234,500원', '1234500 KRW'],
    ['₩1,234,500', '1234500 KRW'],
    ['￦ 1,234,500', '1234500 KRW'],
    ['\\1,234,500', '1234500 KRW'],
    ['1,234,500 won', '1234500 KRW'],
    ['KRW 1,234', '1234 KRW'],
    ['1,234 KRW', '1234 KRW'],
    ['1,234,500 원정', '1234500 KRW'],
    ['금 1,234,500원정', '1234500 KRW'],
    ['금 일백이십삼만사천오백원정', '1234500 KRW'],
    ['일금 일백이십삼만 사천오백 원정', '1234500 KRW'],
    ['금 삼백이십오만칠천사백삼십원정 (₩3,257,430)', '3257430 KRW'],
    ['金 參百萬원整', '3000000 KRW'],
    ['一金 壹億貳千萬圓整', '120000000 KRW'],
    ['오천원', '5000 KRW'],
    ['123만 4천원', '1234000 KRW'],
    ['1억 2,000만원', '120000000 KRW'],
    ['1억 2천 3백만 원', '123000000 KRW'],
    ['1억 2,345원', '100002345 KRW'],
    ['40만원', '400000 KRW'],
    ['1.5억원', '150000000 KRW'],
    ['1,234천원', '1234000 KRW'],
    ['2조 5,000억원', '2500000000000 KRW'],
    ['3천만 달러', '30000000 USD'],
    ['$1,234.50', '1234.50 USD'],
    ['US$ 1,234.50', '1234.50 USD'],
    ['USD 1,234.50', '1234.50 USD'],
    ['C$12.00', '12.00 CAD'],
    ['$5.00 CAD', '5.00 CAD'],
    ['HK$1,000', '1000 HKD'],
    ['1.234,50 €', '1234.50 EUR'],
    ['€ 1.234,50', '1234.50 EUR'],
    ['1234,50€', '1234.50 EUR'],
    ['EUR 1 234,56', '1234.56 EUR'],
    ['1 234,56 €', '1234.56 EUR'],
    ['1\u202f234\u202f567,89 €', '1234567.89 EUR'],
    ['1\u00a0234,50 €', '1234.50 EUR'],
    ["CHF 1'949.75", '1949.75 CHF'],
    ['CHF 1’949.75', '1949.75 CHF'],
    ['Fr. 12.50', '12.50 CHF'],
    ['€ 25,-', '25 EUR'],
    ['RM 12.30', '12.30 MYR'],
    ['RM12.30', '12.30 MYR'],
    ['Rs. 1,939.00/-', '1939.00 INR'],
    ['₹12,34,567.00', '1234567.00 INR'],
    ['£9.99', '9.99 GBP'],
    ['¥1,200', '1200 JPY'],
    ['1,200円', '1200 JPY'],
    ['RMB 88.00', '88.00 CNY'],
    ['R$ 1.234,56', '1234.56 BRL'],
    ['1 234 kr', '1234 SEK'],
    ['100 zł', '100 PLN'],
    ['$1.2 million', '1200000 USD'],
    ['EUR 3,5 Mio.', '3500000 EUR'],
    ['1,234', '1234 -'],
    ['1234.50', '1234.50 -'],
    ['0.857', '0.857 -'],
    ['0,00', '0.00 -'],
    ['1 , 234 . 50', '1234.50 -'],
    ['₩ 1 , 234 , 500', '1234500 KRW'],
  ])('reads %s as %s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  it.each([
    ['(1,234)', '-1234 -'],
    ['(30)', '-30 -'],
    ['-1,234', '-1234 -'],
    ['−1,234', '-1234 -'],
    ['1,234-', '-1234 -'],
    ['△1,234', '-1234 -'],
    ['▲ 1,234원', '-1234 KRW'],
    ['-$4.11', '-4.11 USD'],
    ['$-4.11', '-4.11 USD'],
    ['$(4.11)', '-4.11 USD'],
    ['($4.11)', '-4.11 USD'],
    ['€ -9,32', '-9.32 EUR'],
    ['-₩1,234', '-1234 KRW'],
    ['(0)', '0 -'],
  ])('reads %s as an amount below zero', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  it.each([
    '',
    '원',
    'USB-C',
    '1.2.3',
    '2026-01-07',
    '12%',
    '1,23,45',
    '02-837-9111',
    '단위: 천원',
    '$',
    '9'.repeat(30),
    '금 일백원정 (₩200)',
  ])('does not take %p for an amount', (text) => {
    expect(parsed(text)).toBeNull();
  });

  it('keeps every digit, beyond what floating point holds', () => {
    expect(parsed('₩123,456,789,012,345,678')).toBe('123456789012345678 KRW');
  });

  it('gives back what was formatted, in every usual way of writing', () => {
    for (let cents = 1n; cents < 10n ** 14n; cents = cents * 7n + 3n) {
      const amount = `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;
      for (const locale of ['en-US', 'de-DE', 'fr-FR', 'de-CH', 'nl-NL', 'en-IN', 'ko-KR']) {
        const written = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(
          amount as unknown as number,
        );
        expect([written, parsed(written)]).toEqual([written, `${amount} EUR`]);
      }
    }
  });
});

describe('a number that could be either', () => {
  it.each([
    ['1.234', '1.234,50 € und 12,50 €', null, '1234 -'],
    ['1.234', '$12.50 and 3.99', null, '1.234 -'],
    ['1,234', '12,50 € 3,99 €', null, '1.234 -'],
    ['1.234 €', 'Summe', 'de', '1234 EUR'],
    ['1,234', '합계', 'ko', '1234 -'],
    ['1.234원', '합계 12.5', 'ko', '1234 KRW'],
  ])('reads %s of a document with %p (%s) as %s', (text, document, language, expected) => {
    expect(parsed(text, document, language)).toBe(expected);
  });

  it('is marked where nothing in the document tells', () => {
    expect(parseAmount('1.234', styleOf(''))).toMatchObject({ amountAmbiguous: true });
    expect(parseAmount('1.234', styleOf('12,50 €'))).toMatchObject({ amountAmbiguous: false });
    expect(parseAmount('1.234,50', styleOf(''))).toMatchObject({ amountAmbiguous: false });
  });

  it('says what the sign of decimals rests on', () => {
    expect(styleOf('€ 593,36 € 124,61 (Thuiskopie €3.50)').numbers).toMatchObject({
      decimal: ',',
      known: true,
      evidence: { comma: 6, point: 3 },
    });
  });
});

describe('currencies', () => {
  it('takes the dollars that the document names', () => {
    expect(parsed('$12.00', 'All amounts in AUD')).toBe('12.00 AUD');
    expect(parseAmount('$12.00', styleOf('Total'))).toMatchObject({ currency: 'USD', currencyAmbiguous: true });
    expect(parseAmount('$12.00', styleOf('charges in USD'))).toMatchObject({ currencyAmbiguous: false });
  });

  it('tells yen from yuan by the document', () => {
    expect(parsed('¥100', '人民币 100元')).toBe('100 CNY');
    expect(parsed('¥100', '合計', 'ja')).toBe('100 JPY');
  });

  it('finds the currency of most amounts, else the one that the language makes likely', () => {
    expect(styleOf('$1.00 €2,00 €3,00').currency).toMatchObject({ main: 'EUR', mainBy: 'amounts' });
    expect(styleOf('합계 1,000', 'ko').currency).toMatchObject({ main: 'KRW', mainBy: 'language' });
    expect(styleOf('Total 1,000', 'en').currency).toMatchObject({ main: null, mainBy: null });
  });
});

describe('findAmounts', () => {
  it.each([
    ['합계금액 : 금 이백사십이만삼천팔백오십원정 (₩2,423,850)', ['2423850 KRW', '2423850 KRW']],
    ['27인치 모니터 5 289,000 1,445,000', ['27 -', '5 -', '289000 -', '1445000 -']],
    ['공급가액 831,800원, 세액 83,180원을 합계 914,980원으로', ['831800 KRW', '83180 KRW', '914980 KRW']],
    ['Nintendo 3DS 1 € 189,00 21% € 189,00', ['1 -', '189.00 EUR', '189.00 EUR']],
    ['Menge 2 593,36 € 3 12,00 €', ['2 -', '593.36 EUR', '3 -', '12.00 EUR']],
    ['Paid through Cash At Hotel (Rs 1939) Rs 1939', ['1939 INR', '1939 INR']],
    ['Rs 1939 x 1 Night', ['1939 INR', '1 -']],
    ['Net loss (1,234) 5,678', ['-1234 -', '5678 -']],
    ['합계(1,234원)', ['1234 KRW']],
    ['TOTAL AMOUNT DUE ON August 3 , 2014 $4.11', ['4.11 USD']],
    ['작성일자 2026년 1월 18일 견적일 2026. 2. 19.', []],
    ['A4 복사용지 80g 11 24,500 269,500', ['11 -', '24500 -', '269500 -']],
    ['전화 02-837-9111, 사업자 451-81-90937, 승인번호 2024-4622', []],
    ['화이트보드 1200x900 3 67,000', ['3 -', '67000 -']],
    ['전월 이용금액 40만원 이상', ['400000 KRW']],
    ['(단위: 천원)', []],
    ['사원 3명, 이 만원, 공원 2곳, 제5조 2항', ['3 -', '2 -', '5 -', '2 -']],
    ['원본 3부, 사본 2 원본', ['3 -', '2 -']],
    ['TOP 10 of ALL 5', ['10 -', '5 -']],
    ['10-20', []],
    ['EUR\n12', ['12 -']],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('says where each stands, its sign and currency within', () => {
    const text = 'Total: -$1,234.50 due';
    const [amount] = findAmounts(text, styleOf(text));
    expect(amount).toMatchObject({ start: 7, end: 17, text: '-$1,234.50' });
  });
});
