import { describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { ACCESS_TOKEN_ALGORITHM, AccessTokens, parseClaims } from './access-tokens.js';
import { SigningKeys } from './signing-keys.js';

const USER = '019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11';
const SESSION = '019a9d30-7b0a-7d2e-b9a4-2f6f0f6a4a01';
const claims = { sub: USER, sid: SESSION, use: 'access', exp: 2_000_000_000 };
const SECRET_KEY = 'a-secret-for-tests-that-is-long-enough';

function tokensThatLast(seconds: number): AccessTokens {
  return new AccessTokens(
    new JwtService({
      signOptions: { algorithm: ACCESS_TOKEN_ALGORITHM, expiresIn: seconds },
      verifyOptions: { algorithms: [ACCESS_TOKEN_ALGORITHM] },
    }),
    new SigningKeys({ SECRET_KEY, SECRET_KEYS_PREVIOUS: [] }),
  );
}

const tokens = tokensThatLast(60);

describe('an access token', () => {
  it('says who it speaks for, in which session, and until when', async () => {
    const verified = await tokens.verify(await tokens.sign(USER, SESSION));
    expect(verified).toMatchObject({ sub: USER, sid: SESSION, use: 'access' });
    expect((verified?.exp ?? 0) - Date.now() / 1000).toBeGreaterThan(55);
  });

  it('is nothing once its time is over', async () => {
    expect(await tokens.verify(await tokensThatLast(-1).sign(USER, SESSION))).toBeNull();
  });

  it('says nothing of the secret, and is nothing when it was touched', async () => {
    const token = await tokens.sign(USER, SESSION);
    expect(token).not.toContain(SECRET_KEY);
    expect(await tokens.verify(`${token}x`)).toBeNull();
    expect(await tokens.verify('')).toBeNull();
  });
});

describe('the claims of a token', () => {
  it('are read when they are whole', () => {
    expect(parseClaims(claims)).toEqual(claims);
  });

  it.each(['sub', 'sid', 'use', 'exp'])('are nothing without %s', (name) => {
    expect(parseClaims({ ...claims, [name]: undefined })).toBeNull();
  });

  it.each([
    ['another use', { ...claims, use: 'refresh' }],
    ['a user that is no id', { ...claims, sub: 'hana' }],
    ['an endless expiry', { ...claims, exp: Infinity }],
    ['no object at all', 'claims'],
    ['nothing', null],
  ])('are nothing with %s', (_what, payload) => {
    expect(parseClaims(payload)).toBeNull();
  });
});
