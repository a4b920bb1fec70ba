import { describe, expect, it } from '@jest/globals';
import { en } from './en.js';
import { ko } from './ko.js';
import { LOCALES, pickLocale, translate, type MessageKey } from './messages.js';

const KEYS = Object.keys(en) as MessageKey[];

/** The names that a sentence expects, also those of plurals and numbers. */
function placeholders(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)[,}]/g)].map(([, name = '']) => name).sort();
}

function sampleFor(key: MessageKey): Record<string, number> {
  return Object.fromEntries(placeholders(en[key]).map((name) => [name, 3]));
}

describe('the catalogues', () => {
  it('hold the same keys', () => {
    expect(Object.keys(ko).sort()).toEqual(KEYS.toSorted());
  });

  it('are in their languages', () => {
    for (const key of KEYS) {
      expect(ko[key]).toMatch(/[가-힣]/);
      expect(en[key]).not.toMatch(/[가-힣]/);
    }
  });

  it.each(LOCALES)('can be said in %s, every sentence of them', (locale) => {
    for (const key of KEYS) {
      const sentence = translate(locale, key, sampleFor(key));
      expect(sentence).not.toBe('');
      expect(sentence).not.toMatch(/[{}]/);
    }
  });

  it('ask for the same values in every language', () => {
    for (const key of KEYS) {
      expect({ key, names: [...new Set(placeholders(ko[key]))] }).toEqual({
        key,
        names: [...new Set(placeholders(en[key]))],
      });
    }
  });
});

describe('translate', () => {
  it('puts values and numbers into the sentence', () => {
    expect(translate('en', 'error.username_taken', { username: 'hana' })).toBe('The user name hana is taken');
    expect(translate('en', 'error.file_too_large', { limit: 10_485_760 })).toContain('10,485,760');
  });

  it('counts as the language does', () => {
    expect(translate('en', 'failure.worker_lost', { attempts: 1 })).toContain('1 time ');
    expect(translate('en', 'failure.worker_lost', { attempts: 2 })).toContain('2 times ');
  });

  it('takes a value for what it is, not for a template', () => {
    const username = '{limit} <b> \u0027{x}\u0027';
    expect(translate('en', 'error.username_taken', { username })).toBe(`The user name ${username} is taken`);
  });
});

describe('pickLocale', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['ko', 'ko'],
    ['KO-kr', 'ko'],
    ['fr, ko;q=0.5', 'ko'],
    ['ko;q=0.1, en;q=0.2', 'en'],
    ['en;q=0.1, ko;q=0.2', 'ko'],
    ['ko, en', 'ko'],
    ['ko;q=0', 'en'],
    ['ko;q=zero', 'en'],
    ['*', 'en'],
    ['korean', 'en'],
    [',;,=', 'en'],
  ] as const)('understands %j as %s', (accepted, locale) => {
    expect(pickLocale(accepted)).toBe(locale);
  });
});
