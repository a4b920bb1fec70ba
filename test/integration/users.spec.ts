import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { AnyBody, Answer, TestUser } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { apiSuite } from '../support/suite.js';

const suite = apiSuite();

interface Times {
  created_at: string;
  updated_at: string;
}

function editProfile(user: TestUser, json: unknown): Promise<Answer<AnyBody>> {
  return suite.client.request('PUT', '/api/users/profile', { token: user.accessToken, json });
}

describe('the own account', () => {
  it('is shown whole, and without the password', async () => {
    const user = await suite.client.signUp();
    const { status, body } = await suite.client.get('/api/users/me', user.accessToken);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      id: user.id,
      username: user.username,
      email: `${user.username}@example.com`,
      full_name: null,
      role: 'user',
      locale: 'en',
      created_at: expect.any(String),
      updated_at: expect.any(String),
      storage: { used_bytes: 0, limit_bytes: 20_480 * 1024 * 1024 },
    });
  });

  it('can be told another name, language and address, each on its own', async () => {
    const user = await suite.client.signUp();
    const email = `new-${user.username}@example.com`;
    await editProfile(user, { full_name: '김하나' });
    await editProfile(user, { locale: 'ko' });
    const { status, body } = await editProfile(user, { email });
    expect(status).toBe(200);
    expect(body.message).toBe('Profile updated');
    expect(body.data).toMatchObject({ full_name: '김하나', locale: 'ko', email, username: user.username });
  });

  it('notes when it was changed', async () => {
    const user = await suite.client.signUp();
    const { body: before } = await suite.client.get('/api/users/me', user.accessToken);
    const { body: after } = await editProfile(user, { locale: 'ko' });
    const [was, is] = [before.data as Times, after.data as Times];
    expect(Date.parse(is.updated_at)).toBeGreaterThan(Date.parse(was.updated_at));
    expect(is.created_at).toBe(was.created_at);
  });

  it('can lose its name again', async () => {
    const user = await suite.client.signUp();
    await editProfile(user, { full_name: 'Hana Kim' });
    expect((await editProfile(user, { full_name: null })).body.data).toMatchObject({ full_name: null });
  });

  it.each(['Ha\u0000na', 'Hana \ud800'])('refuses a name that a database cannot hold: %p', async (full_name) => {
    const user = await suite.client.signUp();
    const { status, body } = await editProfile(user, { full_name });
    expect(status).toBe(422);
    expect(body.details?.map(({ field }) => field)).toEqual(['full_name']);
  });

  it('refuses a name that grows too long when it is normalised', async () => {
    const user = await suite.client.signUp();
    const { status, body } = await editProfile(user, { full_name: '\ufb2c'.repeat(100) });
    expect(status).toBe(422);
    expect(body.details?.map(({ field }) => field)).toEqual(['full_name']);
  });

  it('can be logged into by the new address, and no longer by the old one', async () => {
    const user = await suite.client.signUp();
    await editProfile(user, { email: `moved-${user.username}@example.com` });
    const logIn = (username: string): Promise<Answer<AnyBody>> =>
      suite.client.request('POST', '/api/auth/login', { json: { username, password: user.password } });
    expect((await logIn(`moved-${user.username}@example.com`)).status).toBe(200);
    expect((await logIn(`${user.username}@example.com`)).status).toBe(401);
  });

  it("cannot take somebody else's address", async () => {
    const [user, other] = [await suite.client.signUp(), await suite.client.signUp()];
    const { status, body } = await editProfile(user, { email: `${other.username}@EXAMPLE.com` });
    expect({ status, code: body.error_code }).toEqual({ status: 409, code: 'EMAIL_TAKEN' });
  });

  it('may keep its own address in another case', async () => {
    const user = await suite.client.signUp();
    expect((await editProfile(user, { email: `${user.username}@EXAMPLE.com` })).status).toBe(200);
  });

  it.each([
    ['nothing', {}, ['body']],
    ['no object', [], ['body']],
    ['a bad address', { email: 'nope' }, ['email']],
    ['a name that is too long', { full_name: 'x'.repeat(101) }, ['full_name']],
    ['an unknown language', { locale: 'fr' }, ['locale']],
    ['a role', { role: 'admin', locale: 'ko' }, ['role']],
    ['another user name and id', { username: 'x', id: 'y', locale: 'ko' }, ['username', 'id']],
  ])('refuses a change that names %s', async (_what, changes, fields) => {
    const user = await suite.client.signUp();
    const { status, body } = await editProfile(user, changes);
    expect({ status, code: body.error_code }).toEqual({ status: 422, code: 'VALIDATION_ERROR' });
    expect(body.details?.map(({ field }) => field)).toEqual(fields);
    expect((await suite.client.get('/api/users/me', user.accessToken)).body.data).toMatchObject({
      role: 'user',
      locale: 'en',
      username: user.username,
    });
  });
});

describe('a user', () => {
  it('is whole for oneself', async () => {
    const user = await suite.client.signUp();
    const { body } = await suite.client.get(`/api/users/${user.id}`, user.accessToken);
    expect(body.data).toHaveProperty('email', `${user.username}@example.com`);
  });

  it('shows others only the public part', async () => {
    const [user, other] = [await suite.client.signUp(), await suite.client.signUp()];
    const { status, body } = await suite.client.get(`/api/users/${user.id}`, other.accessToken);
    expect(status).toBe(200);
    expect(Object.keys(body.data as object).sort()).toEqual(['created_at', 'full_name', 'id', 'username']);
  });

  it('is whole for administrators, within seconds of becoming one', async () => {
    const [user, admin] = [await suite.client.signUp(), await suite.client.signUp()];
    await suite.environment.database.client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.id]);
    await eventually(async () => {
      const { body } = await suite.client.get(`/api/users/${user.id}`, admin.accessToken);
      expect(body.data).toHaveProperty('email', `${user.username}@example.com`);
    });
  });

  it('that does not exist is not found', async () => {
    const { accessToken } = await suite.client.signUp();
    const { status, body } = await suite.client.get(`/api/users/${randomUUID()}`, accessToken);
    expect({ status, code: body.error_code }).toEqual({ status: 404, code: 'NOT_FOUND' });
  });

  it.each(['42', 'me2', '%27%20OR%201=1', '%00'])('cannot be asked for as %s', async (id) => {
    const { accessToken } = await suite.client.signUp();
    const { status, body } = await suite.client.get(`/api/users/${id}`, accessToken);
    expect({ status, details: body.details }).toEqual({
      status: 422,
      details: [{ field: 'user_id', message: 'must be a UUID' }],
    });
  });
});
