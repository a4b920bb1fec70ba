import { describe, expect, it } from '@jest/globals';
import { maskCell, maskSensitive, maskSensitiveJson } from './mask.js';

describe('maskSensitive', () => {
  it.each([
    ['4111 1111 1111 1111 123', '**** **** **** 1111 123'],
    ['카드 4111-1111-1111-1111 승인', '카드 ****-****-****-1111 승인'],
    ['4111 1111 1111 1111 12/26', '**** **** **** 1111 12/26'],
    ['a 5555555555554444 b 4111111111111111', 'a ************4444 b ************1111'],
    ['주민등록번호: 900101-1234567', '주민등록번호: 900101-1******'],
    ['홍길동 900101-1234568', '홍길동 900101-1******'],
    ['201231-3123456', '201231-3******'],
    ['법인등록번호 110111-1234569', '법인등록번호 110111-1234569'],
    ['DE89 3704 0044 0532 0130 00', 'DE89 3704 0044 0532 0130 00'],
    ['계좌 110-123-456789', '계좌 110-123-456789'],
    ['4111 1111 1111 1112', '4111 1111 1111 1112'],
    ['합계 1,234,567,890,123', '합계 1,234,567,890,123'],
  ])('%s', (text, masked) => {
    expect(maskSensitive(text)).toBe(masked);
    expect(maskSensitive(masked)).toBe(masked);
  });

  it('reaches every string of a value and leaves the rest as it is', () => {
    const value = { a: ['4111111111111111', 4, null], b: { c: '900101-1234568', d: true } };
    expect(maskSensitiveJson(value)).toEqual({ a: ['************1111', 4, null], b: { c: '900101-1******', d: true } });
  });

  it('masks a cell whose number is a card’s', () => {
    expect(maskCell(4_111_111_111_111_111)).toBe('************1111');
    expect(maskCell(4_111_111_111_111_112)).toBe(4_111_111_111_111_112);
    expect(maskCell(1234.5)).toBe(1234.5);
    expect(maskCell(null)).toBeNull();
  });
});
