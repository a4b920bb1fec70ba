import { describe, expect, it } from '@jest/globals';
import { toFontRuns, toMainFont } from './report-fonts.js';

describe('text on paper', () => {
  it.each([
    ['Korean and English', '서울 Seoul 漢字 ㈜ ①', [['Noto Sans KR', '서울 Seoul 漢字 ㈜ ①']]],
    [
      'accents of other scripts',
      '부산 Őž',
      [
        ['Noto Sans KR', '부산 '],
        ['Noto Sans', 'Őž'],
      ],
    ],
    [
      'an emoji of several characters',
      '좋아요 👨‍👩‍👧!',
      [
        ['Noto Sans KR', '좋아요 '],
        ['Noto Emoji', '👨‍👩‍👧'],
        ['Noto Sans KR', '!'],
      ],
    ],
    ['a script that no font has', 'a שלום b', [['Noto Sans KR', 'a □□□□ b']]],
    ['marks that show nothing', 'a\u200bb\u202ec\ufeff', [['Noto Sans KR', 'abc']]],
    ['decomposed Hangul', '서울'.normalize('NFD'), [['Noto Sans KR', '서울']]],
    [
      'a lone surrogate',
      'a\ud800b',
      [
        ['Noto Sans KR', 'a'],
        ['Noto Sans', '\ufffd'],
        ['Noto Sans KR', 'b'],
      ],
    ],
    ['NUL', 'a\u0000b', [['Noto Sans KR', 'ab']]],
    ['lines and tabs', '한\n\tb', [['Noto Sans KR', '한\n b']]],
  ])('finds fonts for %s', (_case, text, runs) => {
    expect(toFontRuns(text).map(({ font, text: part }) => [font, part])).toEqual(runs);
  });

  it('has a box for each character that one font alone does not have', () => {
    expect(toMainFont('서울 😀ő')).toBe('서울 □□');
  });
});
