import { describe, expect, it } from '@jest/globals';
import { PasswordHasher } from './password-hasher.js';

const hasher = new PasswordHasher();

describe('a hashed password', () => {
  it('is argon2id with the parameters of today', async () => {
    expect(await hasher.hash('correct-horse-7')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('is never hashed the same twice', async () => {
    expect(await hasher.hash('correct-horse-7')).not.toBe(await hasher.hash('correct-horse-7'));
  });

  it('is recognised, and no other is', async () => {
    const stored = await hasher.hash('correct-horse-7');
    expect(await hasher.verify(stored, 'correct-horse-7')).toBe(true);
    expect(await hasher.verify(stored, 'correct-horse-8')).toBe(false);
    expect(await hasher.verify(stored, '')).toBe(false);
  });

  it('may be in any script and hold any character', async () => {
    const password = '비밀번호-😀\u0000-1';
    const stored = await hasher.hash(password);
    expect(await hasher.verify(stored, password)).toBe(true);
    expect(await hasher.verify(stored, '비밀번호-😀')).toBe(false);
  });
});

describe('the password of nobody', () => {
  it('is never right', async () => {
    expect(await hasher.verify(undefined, 'correct-horse-7')).toBe(false);
  });
});
