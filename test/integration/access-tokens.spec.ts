import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { forgeToken, openToken, type TokenParts } from '../support/forged-token.js';
import { apiSuite } from '../support/suite.js';

const suite = apiSuite();
const SECOND = 1;

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function secret(): string {
  return suite.environment.variables.SECRET_KEY ?? '';
}

async function knock(token?: string, headers: Record<string, string> = {}): Promise<{ status: number; code: string }> {
  const { status, body } = await suite.client.get('/api/users/me', token, headers);
  return { status, code: body.error_code };
}

/** A token that the service signed itself, told anew with one lie. */
async function tokenThatLies(lie: (parts: TokenParts) => TokenParts, key = secret()): Promise<string> {
  const { accessToken } = await suite.client.signUp();
  return forgeToken(lie(openToken(accessToken)), key);
}

const unauthorized = { status: 401, code: 'UNAUTHORIZED' };

describe('an access token', () => {
  it('opens the door when it is told again without a lie', async () => {
    expect((await knock(await tokenThatLies((parts) => parts))).status).toBe(200);
  });

  it.each<[string, (parts: TokenParts) => TokenParts]>([
    ['no signature (alg none)', ({ header, claims }) => ({ header: { ...header, alg: 'none' }, claims })],
    ['no signature (alg None)', ({ header, claims }) => ({ header: { ...header, alg: 'None' }, claims })],
    ['HS512 with the same secret', ({ header, claims }) => ({ header: { ...header, alg: 'HS512' }, claims })],
    ['HS384 with the same secret', ({ header, claims }) => ({ header: { ...header, alg: 'HS384' }, claims })],
    ['no key named', ({ header, claims }) => ({ header: { ...header, kid: undefined }, claims })],
    [
      'a key named that is none of ours',
      ({ header, claims }) => ({ header: { ...header, kid: '0'.repeat(12) }, claims }),
    ],
    ['a path for a key', ({ header, claims }) => ({ header: { ...header, kid: '../../../dev/null' }, claims })],
    [
      'an address for a key',
      ({ header, claims }) => ({ header: { ...header, kid: 'https://evil.example.com' }, claims }),
    ],
    ['SQL for a key', ({ header, claims }) => ({ header: { ...header, kid: `' UNION SELECT 'x' --` }, claims })],
    ['another issuer', ({ header, claims }) => ({ header, claims: { ...claims, iss: 'someone-else' } })],
    ['no issuer', ({ header, claims }) => ({ header, claims: { ...claims, iss: undefined } })],
    ['another audience', ({ header, claims }) => ({ header, claims: { ...claims, aud: 'another-api' } })],
    ['no audience', ({ header, claims }) => ({ header, claims: { ...claims, aud: undefined } })],
    ['another use', ({ header, claims }) => ({ header, claims: { ...claims, use: 'refresh' } })],
    ['no use', ({ header, claims }) => ({ header, claims: { ...claims, use: undefined } })],
    ['no expiry', ({ header, claims }) => ({ header, claims: { ...claims, exp: undefined } })],
    ['an expiry that is no number', ({ header, claims }) => ({ header, claims: { ...claims, exp: 'never' } })],
    ['no user', ({ header, claims }) => ({ header, claims: { ...claims, sub: undefined } })],
    ['a user that is no id', ({ header, claims }) => ({ header, claims: { ...claims, sub: `' OR 1=1 --` } })],
    ['no session', ({ header, claims }) => ({ header, claims: { ...claims, sid: undefined } })],
    [
      'a session that never was',
      ({ header, claims }) => ({ header, claims: { ...claims, sid: '019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11' } }),
    ],
  ])('with %s opens nothing', async (_what, lie) => {
    expect(await knock(await tokenThatLies(lie))).toEqual(unauthorized);
  });

  it('signed with another secret opens nothing', async () => {
    expect(await knock(await tokenThatLies((parts) => parts, 'another-secret-that-is-long-enough!'))).toEqual(
      unauthorized,
    );
  });

  it('that speaks for one user in the session of another opens nothing', async () => {
    const victim = await suite.client.signUp();
    const token = await tokenThatLies(({ header, claims }) => ({ header, claims: { ...claims, sub: victim.id } }));
    expect(await knock(token)).toEqual(unauthorized);
  });

  it('that has expired says so, so that a client knows to refresh', async () => {
    const expired = await tokenThatLies(({ header, claims }) => ({
      header,
      claims: { ...claims, exp: now() - SECOND },
    }));
    expect(await knock(expired)).toEqual({ status: 401, code: 'TOKEN_EXPIRED' });
  });

  it('that has expired and is forged does not say so', async () => {
    const lie = ({ header, claims }: TokenParts): TokenParts => ({
      header,
      claims: { ...claims, exp: now() - SECOND },
    });
    expect(await knock(await tokenThatLies(lie, 'another-secret-that-is-long-enough!'))).toEqual(unauthorized);
  });

  it('of a user who is gone opens nothing any more', async () => {
    const user = await suite.client.signUp();
    expect((await knock(user.accessToken)).status).toBe(200);
    await suite.environment.database.client.query('DELETE FROM users WHERE id = $1', [user.id]);
    await eventually(async () => {
      expect(await knock(user.accessToken)).toEqual(unauthorized);
    });
  });

  it('is not the refresh token', async () => {
    expect(await knock((await suite.client.signUp()).refreshToken)).toEqual(unauthorized);
  });

  it.each(['', 'garbage', 'a.b.c', '....', 'e30.e30.e30', 'x'.repeat(8_000)])('is not %p', async (garbage) => {
    expect(await knock(garbage)).toEqual(unauthorized);
  });

  it('stands in the Authorization header and nowhere else', async () => {
    const { accessToken } = await suite.client.signUp();
    const { status } = await suite.client.get(`/api/users/me?token=${accessToken}&access_token=${accessToken}`);
    expect(status).toBe(401);
    expect(await knock(undefined, { cookie: `access_token=${accessToken}` })).toEqual(unauthorized);
    expect(await knock(undefined, { authorization: accessToken })).toEqual(unauthorized);
    expect(await knock(undefined, { authorization: `Token ${accessToken}` })).toEqual(unauthorized);
    expect((await knock(undefined, { authorization: `bearer ${accessToken}` })).status).toBe(200);
  });

  it('is asked for in the envelope, with the challenge that HTTP wants', async () => {
    const { status, headers, body } = await suite.client.get('/api/users/me');
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body).toEqual({
      success: false,
      message: 'Send a valid access token as "Authorization: Bearer <token>"',
      error_code: 'UNAUTHORIZED',
      details: null,
    });
  });
});
