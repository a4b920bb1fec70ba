import { describe, expect, it } from '@jest/globals';
import { fold } from './folding.js';

describe('fold', () => {
  it.each([
    ['USB-C 허브', 'usb-c 허브'],
    ['ＦＵＬＬ １２３', 'full 123'],
    ['㈜동해물산', '(주)동해물산'],
    ['Café Ⅳ ①', 'cafe iv 1'],
    ['soft\u00adhyphen zero\u200bwidth', 'softhyphen zerowidth'],
    ['ﾃｽﾄ', 'テスト'],
    ['한글', '한글'.normalize('NFC')],
  ])('makes of %j %j', (text, folded) => {
    expect(fold(text).folded).toBe(folded);
  });

  it('knows where each character comes from', () => {
    const text = '가㈜Ａ😀b';
    const { folded, origins } = fold(text);
    expect(folded).toBe('가(주)a😀b');
    expect(
      Array.from(folded, (_, index) => text.slice(origins?.[index]).charAt(0))
        .slice(0, 5)
        .join(''),
    ).toBe('가㈜㈜㈜Ａ');
  });

  it('leaves what it does not know as it is, lone surrogates too', () => {
    expect(fold('a\ud800b').folded).toHaveLength(3);
  });
});
