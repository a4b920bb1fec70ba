import { describe, expect, it } from '@jest/globals';
import { fold } from './folding.js';
import { tokensOf } from './search-tokens.js';
import { readQuery } from './search.service.js';
import { scan, toTermQuery, type Term } from './terms.js';

function terms(text: string): Term[] {
  return [...scan(fold(text).folded)];
}

/** Whether a document with this text is found by this query, as the database decides it. */
function finds(query: string, text: string): boolean {
  const tokens = [...tokensOf([text])];
  return readQuery(query).every((term) =>
    toTermQuery(term).all.every((forms) => forms.some((form) => tokens.some((token) => token.startsWith(form)))),
  );
}

describe('terms', () => {
  it('are runs of one kind of characters', () => {
    expect(terms('USB-C 허브 7포트').map(({ kind, text }) => [kind, text])).toEqual([
      ['word', 'usb'],
      ['word', 'c'],
      ['syllables', '허브'],
      ['number', '7'],
      ['syllables', '포트'],
    ]);
  });

  it('of numbers are their digits, whatever stands between them', () => {
    expect(terms('1,234,500').map(({ text, parts }) => [text, parts])).toEqual([['1234500', []]]);
    expect(terms('183-01-66134').map(({ text, parts }) => [text, parts])).toEqual([
      ['1830166134', ['183', '01', '66134']],
    ]);
  });
});

describe('a document is found', () => {
  it.each([
    ['빅포인트를', '빅포인트를 드립니다'],
    ['빅포인트', '빅포인트를 드립니다'],
    ['포인', '빅포인트를 드립니다'],
    ['를', '빅포인트를 드립니다'],
    ['invoice', 'Two INVOICES'],
    ['invoices', 'an invoice'],
    ['companies', 'a company'],
    ['typewr', 'the typewriter'],
    ['831800', '공급가액 831,800원'],
    ['831,800', '공급가액 831800'],
    ['1830166134', '등록번호 183-01-66134'],
    ['183-01-66134', '등록번호 1830166134'],
    ['66134', '등록번호 183-01-66134'],
    ['2026-01-18', '2026.01.18'],
    ['(주) 동해물산', '㈜동해물산'],
    ['ＵＳＢ', 'usb-c'],
    ['café', 'CAFE'],
    ['거래처별매출현황보고서요약', '월간거래처별매출현황보고서요약본'],
    ['2024', 'INV2024'],
    ['동해 허브', '동해물산의 USB 허브'],
  ])('by %j: %j', (query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  it.each([
    ['art', 'a part'],
    ['포인드', '빅포인트를'],
    ['동해 서해', '동해물산'],
    ['183-01-66135', '183-01-66134'],
    ['거래처별매출현황보고서목록', '거래처별매출현황보고서요약'],
    ['%', '100%'],
  ])('not by %j: %j', (query, text) => {
    expect(readQuery(query).length > 0 && finds(query, text)).toBe(false);
  });
});

describe('tokens', () => {
  it('hold nothing but letters, marks and digits after their mark', () => {
    const hostile = `'a' & !b | c:* \\ ' " <-> ( ) % _ \u02bc $1 ; -- 가'나`;
    for (const token of tokensOf([hostile])) expect(token).toMatch(/^\^?[\p{L}\p{M}\p{N}]+$/u);
  });

  it('of a text without spaces do not grow with its square', () => {
    const tokens = [...tokensOf(['가나다라마바사아자차카타파하'.repeat(1_000)])];
    expect(Math.max(...tokens.map((token) => token.length))).toBeLessThanOrEqual(9);
  });
});
