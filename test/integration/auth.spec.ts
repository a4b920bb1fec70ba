import { describe, expect, it } from '@jest/globals';
import type { AnyBody, Answer } from '../support/api-client.js';
import { apiSuite } from '../support/suite.js';

const suite = apiSuite();

function register(body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Answer<AnyBody>> {
  return suite.client.request('POST', '/api/auth/register', { json: body, headers });
}

describe('registration', () => {
  it('makes an account and shows all of it but the password', async () => {
    const { status, body } = await register({
      username: 'hana',
      email: 'Hana@Example.com',
      password: 'correct-horse-7',
      locale: 'ko',
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      success: true,
      message: 'Account created',
      data: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
        username: 'hana',
        email: 'Hana@Example.com',
        full_name: null,
        role: 'user',
        locale: 'ko',
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    });
  });

  it('takes the language of the request when none is named', async () => {
    const account = { username: 'minsu', email: 'minsu@example.com', password: 'correct-horse-7' };
    const { body } = await register(account, { 'accept-language': 'ko-KR' });
    expect(body).toMatchObject({ message: '계정을 만들었습니다', data: { locale: 'ko' } });
  });

  it('stores nothing from which the password could be read', async () => {
    await register({ username: 'secretive', email: 'secretive@example.com', password: 'correct-horse-7' });
    const { rows } = await suite.environment.database.client.query<{ password_hash: string }>(
      `SELECT password_hash FROM users WHERE username = 'secretive'`,
    );
    expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$/);
  });

  it('refuses a taken user name, whatever its case', async () => {
    await suite.client.signUp('taken-name');
    const account = { username: 'Taken-Name', email: 'other@example.com', password: 'correct-horse-7' };
    const { status, body } = await register(account);
    expect({ status, code: body.error_code }).toEqual({ status: 409, code: 'USERNAME_TAKEN' });
  });

  it('refuses a taken e-mail address, whatever its case', async () => {
    await suite.client.signUp('taken-mail');
    const account = { username: 'somebody-else', email: 'TAKEN-mail@example.COM', password: 'correct-horse-7' };
    const { status, body } = await register(account);
    expect({ status, code: body.error_code }).toEqual({ status: 409, code: 'EMAIL_TAKEN' });
  });

  it('lets only one of two have a name that both want at once', async () => {
    const answers = await Promise.all(
      ['one', 'two'].map((name) =>
        register({ username: 'wanted-by-two', email: `${name}@example.com`, password: 'correct-horse-7' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('names every field that is not valid', async () => {
    const { status, body } = await register({ username: '', email: 'nope', password: '1' });
    expect({ status, code: body.error_code }).toEqual({ status: 422, code: 'VALIDATION_ERROR' });
    expect(body.details?.map(({ field }) => field).sort()).toEqual(['email', 'password', 'username']);
    for (const { message } of body.details ?? []) expect(message).not.toBe('');
  });

  it.each([
    ['a missing name', { username: undefined }, 'username'],
    ['a missing address', { email: undefined }, 'email'],
    ['a missing password', { password: undefined }, 'password'],
    ['a name that is too short', { username: 'ab' }, 'username'],
    ['a name with a space', { username: 'ha na' }, 'username'],
    ['a name that looks like an address', { username: 'ha@na' }, 'username'],
    ['a name that is no text', { username: 7 }, 'username'],
    ['an address that is too long', { email: `${'a'.repeat(250)}@example.com` }, 'email'],
    ['a password without a digit', { password: 'correct-horse' }, 'password'],
    ['a password without a letter', { password: '1234567890' }, 'password'],
    ['a password that is too short', { password: 'abc-123' }, 'password'],
    ['a password that is too long', { password: 'a1'.repeat(100) }, 'password'],
    ['an unknown language', { locale: 'fr' }, 'locale'],
  ])('refuses %s and names the field', async (_what, flaw, field) => {
    const sound = { username: 'flawless', email: 'flawless@example.com', password: 'correct-horse-7' };
    const { status, body } = await register({ ...sound, ...flaw });
    expect(status).toBe(422);
    expect(body.details?.map((detail) => detail.field)).toEqual([field]);
  });

  it('makes nobody an administrator by asking', async () => {
    const account = { username: 'climber', email: 'climber@example.com', password: 'correct-horse-7' };
    const { status, body } = await register({ ...account, role: 'admin' });
    expect(status).toBe(422);
    expect(body.details?.map(({ field }) => field)).toEqual(['role']);
    const { rows } = await suite.environment.database.client.query(`SELECT 1 FROM users WHERE role = 'admin'`);
    expect(rows).toEqual([]);
  });
});

describe('log-in', () => {
  const wrong = { status: 401, code: 'INVALID_CREDENTIALS', message: 'User name or password is wrong' };

  async function logIn(json: unknown): Promise<{ status: number; code: string; message: string }> {
    const { status, body } = await suite.client.request('POST', '/api/auth/login', { json });
    return { status, code: body.error_code, message: body.message };
  }

  it.each(['form', 'json'] as const)(
    'answers a %s with tokens in the shape of OAuth2, which no cache may keep',
    async (kind) => {
      const { username, password } = await suite.client.signUp();
      const { status, headers, body } = await suite.client.request('POST', '/api/auth/login', {
        [kind]: kind === 'json' ? { username, password } : new URLSearchParams({ username, password }),
      });
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toEqual({
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        token_type: 'bearer',
        expires_in: 3600,
      });
    },
  );

  it('ignores what OAuth2 clients send beside name and password', async () => {
    const { username, password } = await suite.client.signUp();
    const form = new URLSearchParams({ grant_type: 'password', scope: '', client_id: 'x', username, password });
    expect((await suite.client.request('POST', '/api/auth/login', { form })).status).toBe(200);
  });

  it('takes a user name or an e-mail address, whatever its case', async () => {
    const { password } = await suite.client.signUp('Jiwoo');
    for (const username of ['jiwoo', 'JIWOO@example.COM']) {
      expect((await logIn({ username, password })).status).toBe(200);
    }
  });

  it('answers a wrong name and a wrong password alike', async () => {
    const { username } = await suite.client.signUp();
    expect(await logIn({ username, password: 'not-the-password-1' })).toEqual(wrong);
    expect(await logIn({ username: 'nobody-at-all', password: 'not-the-password-1' })).toEqual(wrong);
  });

  it.each(['nul\u0000byte', 'lone\ud800surrogate'])(
    'refuses a name that no database can hold: %p',
    async (username) => {
      expect((await logIn({ username, password: 'not-the-password-1' })).status).toBe(422);
    },
  );

  it('wants name and password', async () => {
    const { status, body } = await suite.client.request('POST', '/api/auth/login', { json: { username: 'hana' } });
    expect(status).toBe(422);
    expect(body.details?.map(({ field }) => field)).toEqual(['password']);
  });

  it('does not take a list of names for a name', async () => {
    const form = new URLSearchParams([
      ['username', 'a'],
      ['username', 'b'],
      ['password', 'c'],
    ]);
    expect((await suite.client.request('POST', '/api/auth/login', { form })).status).toBe(422);
  });
});
