import { describe, expect, it } from '@jest/globals';
import { SigningKeys } from './signing-keys.js';

const NOW = 'the-secret-of-today-that-is-long-enough';
const BEFORE = 'the-secret-of-before-that-is-long-enough';
const keys = new SigningKeys({ SECRET_KEY: NOW, SECRET_KEYS_PREVIOUS: [BEFORE] });
const before = new SigningKeys({ SECRET_KEY: BEFORE, SECRET_KEYS_PREVIOUS: [] });

const tokenOf = (header: unknown): string => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.e30.x`;

describe('signing keys', () => {
  it('finds the key of today and those of before by the ids that they always had', () => {
    expect(keys.find(tokenOf({ kid: keys.current.id }))).toBe(keys.current.key);
    expect(keys.find(tokenOf({ kid: before.current.id }))).not.toBeNull();
    expect(before.find(tokenOf({ kid: keys.current.id }))).toBeNull();
  });

  it('has ids that tell nothing of the secrets', () => {
    expect(keys.current.id).toMatch(/^[0-9a-f]{12}$/);
  });

  it.each([
    undefined,
    '',
    '../../etc/passwd',
    '/dev/null',
    'https://evil.example.com/key',
    `' OR 1=1 --`,
    '__proto__',
    'constructor',
    'toString',
    0,
    null,
    {},
    ['0'],
  ])('finds none for the kid %p', (kid) => {
    expect(keys.find(tokenOf({ kid }))).toBeNull();
  });

  it.each(['', '.', 'e30', '....', 'not base64 at all', Buffer.from('null').toString('base64url')])(
    'finds none for what is no token: %p',
    (token) => {
      expect(keys.find(token)).toBeNull();
    },
  );
});
