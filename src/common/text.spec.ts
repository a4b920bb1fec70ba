import { describe, expect, it } from '@jest/globals';
import { cutToBytes, sanitizeFilename, toStorableJson, toStorableText } from './text.js';

describe('toStorableText', () => {
  it('drops NUL, which PostgreSQL refuses', () => {
    expect(toStorableText('a\u0000b')).toBe('ab');
  });

  it('replaces lone surrogates and keeps pairs', () => {
    expect(toStorableText('\ud800 \udc00 😀')).toBe('\ufffd \ufffd 😀');
  });

  it('brings what looks alike to one form', () => {
    expect(toStorableText('\u1112\u1161\u11ab')).toBe('한');
  });

  it('leaves other controls alone: they are part of a text', () => {
    expect(toStorableText('a\tb\nc')).toBe('a\tb\nc');
  });
});

describe('toStorableJson', () => {
  it('cleans every string, and every key, however deep', () => {
    expect(toStorableJson({ 'k\u0000': ['a\u0000', { b: '\ud800', n: 1, t: true, z: null }] })).toEqual({
      k: ['a', { b: '\ufffd', n: 1, t: true, z: null }],
    });
  });

  it('leaves dates as they are', () => {
    const date = new Date(0);
    expect(toStorableJson({ date }).date).toBe(date);
  });

  it('takes a key named __proto__ for a key', () => {
    const cleaned = toStorableJson(JSON.parse('{"__proto__": {"admin": true}}') as object);
    expect(Object.keys(cleaned)).toEqual(['__proto__']);
    expect('admin' in cleaned).toBe(false);
  });
});

describe('sanitizeFilename', () => {
  it.each([
    ['report.xlsx', 'report.xlsx'],
    ['매출 현황.xlsx', '매출 현황.xlsx'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\hana\\report.pdf', 'report.pdf'],
    ['a\u0000b\r\nc\u001b[31m.pdf', 'abc[31m.pdf'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['zero\u200bwidth\ufeff.png', 'zerowidth.png'],
    ['a"b<c>d:e|f?g*.pdf', 'a_b_c_d_e_f_g_.pdf'],
    ['.htaccess', 'htaccess'],
    ['. .hidden.pdf', 'hidden.pdf'],
    ['  spaced.pdf  ', 'spaced.pdf'],
    ['lone\ud800.pdf', 'lone\ufffd.pdf'],
    ['e\u0301.pdf', '\u00e9.pdf'],
  ])('makes of %j the name %j', (raw, name) => {
    expect(sanitizeFilename(raw)).toBe(name);
  });

  it.each(['', '   ', '...', '. .', '/', 'folder/', '\u0000', '\u202e'])('calls %j "document"', (raw) => {
    expect(sanitizeFilename(raw)).toBe('document');
  });

  it('cuts a long name to 255 bytes between graphemes and keeps the extension', () => {
    const name = sanitizeFilename(`${'한'.repeat(200)}.xlsx`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name).toMatch(/^한+\.xlsx$/);
  });

  it('still names a file whose one letter is longer than a whole name', () => {
    expect(sanitizeFilename(`x${'\u0302'.repeat(300)}.pdf`)).toBe('document.pdf');
  });
});

describe('cutToBytes', () => {
  it('keeps what fits', () => {
    expect(cutToBytes('abc', 3)).toBe('abc');
  });

  it('never cuts a character that is made of several', () => {
    const family = '👨‍👩‍👧';
    expect(cutToBytes(`a${family}`, Buffer.byteLength(family))).toBe('a');
    expect(cutToBytes('한글', 4)).toBe('한');
    expect(cutToBytes('한글', 2)).toBe('');
  });
});
