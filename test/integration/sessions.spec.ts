import { describe, expect, it } from '@jest/globals';
import type { AnyBody, Answer } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { apiSuite } from '../support/suite.js';

// One connection: work that took a second one while it holds the first would stand still.
const suite = apiSuite({ DATABASE_POOL_SIZE: '1' });

function refresh(refreshToken: string): Promise<Answer<AnyBody>> {
  return suite.client.request('POST', '/api/auth/refresh', { json: { refresh_token: refreshToken } });
}

async function codeOfRefresh(refreshToken: string): Promise<string> {
  const { status, body } = await refresh(refreshToken);
  return status === 200 ? 'ok' : `${status} ${body.error_code}`;
}

async function statusOfMe(accessToken: string): Promise<number> {
  return (await suite.client.get('/api/users/me', accessToken)).status;
}

describe('refresh', () => {
  it('turns a refresh token into a new pair that works', async () => {
    const user = await suite.client.signUp();
    const { status, headers, body } = await refresh(user.refreshToken);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.refresh_token).not.toBe(user.refreshToken);
    expect(await statusOfMe(body.access_token)).toBe(200);
    expect(await codeOfRefresh(body.refresh_token)).toBe('ok');
  });

  it('revokes the whole family when a spent token comes back', async () => {
    const user = await suite.client.signUp();
    const { body: heir } = await refresh(user.refreshToken);
    expect(await codeOfRefresh(user.refreshToken)).toBe('401 TOKEN_REUSED');
    expect(await codeOfRefresh(heir.refresh_token)).toBe('401 UNAUTHORIZED');
    expect(await statusOfMe(heir.access_token)).toBe(401);
  });

  it('leaves the other sessions of that user alone', async () => {
    const user = await suite.client.signUp();
    const other = await suite.client.logIn(user.username, user.password);
    await refresh(user.refreshToken);
    await refresh(user.refreshToken);
    expect(await codeOfRefresh(other.refreshToken)).toBe('ok');
  });

  it('gives one of twenty that come at once a new pair, and the session goes on with it', async () => {
    const user = await suite.client.signUp();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(user.refreshToken)));
    const codes = answers.map(({ status, body }) => (status === 200 ? 'ok' : `${status} ${body.error_code}`));
    expect(codes.sort()).toEqual([...Array.from({ length: 19 }, () => '409 CONFLICT'), 'ok']);
    expect(await statusOfMe(user.accessToken)).toBe(200);
    const [heir] = answers.filter(({ status }) => status === 200);
    expect(await codeOfRefresh(heir?.body.refresh_token ?? '')).toBe('ok');
  });

  it('refuses an expired token, and does not call it reused', async () => {
    const user = await suite.client.signUp();
    await suite.environment.database.client.query(
      `UPDATE refresh_tokens SET expires_at = now() - interval '1 second'
       WHERE session_id IN (SELECT id FROM auth_sessions WHERE user_id = $1)`,
      [user.id],
    );
    expect(await codeOfRefresh(user.refreshToken)).toBe('401 UNAUTHORIZED');
    expect(await codeOfRefresh(user.refreshToken)).toBe('401 UNAUTHORIZED');
  });

  it('refuses what is no refresh token', async () => {
    const user = await suite.client.signUp();
    expect(await codeOfRefresh('no-such-token')).toBe('401 UNAUTHORIZED');
    expect(await codeOfRefresh(user.accessToken.slice(0, 300))).toBe('401 UNAUTHORIZED');
    expect(await codeOfRefresh('')).toBe('422 VALIDATION_ERROR');
  });

  it('keeps only a digest of the token', async () => {
    const user = await suite.client.signUp();
    const { rows } = await suite.environment.database.client.query('SELECT * FROM refresh_tokens');
    expect(JSON.stringify(rows)).not.toContain(user.refreshToken);
  });
});

describe('log-out', () => {
  const logOut = (refreshToken: string, token?: string): Promise<Answer<AnyBody>> =>
    suite.client.request('POST', '/api/auth/logout', {
      json: { refresh_token: refreshToken },
      ...(token === undefined ? {} : { token }),
    });

  it('ends the session: its refresh token and its access token', async () => {
    const user = await suite.client.signUp();
    const { status, body } = await logOut(user.refreshToken, user.accessToken);
    expect({ status, body }).toEqual({ status: 200, body: { success: true, message: 'Logged out', data: null } });
    expect(await codeOfRefresh(user.refreshToken)).toBe('401 UNAUTHORIZED');
    expect(await codeOfRefresh(user.refreshToken)).toBe('401 UNAUTHORIZED');
    expect(await statusOfMe(user.accessToken)).toBe(401);
  });

  it('ends no other session', async () => {
    const user = await suite.client.signUp();
    const other = await suite.client.logIn(user.username, user.password);
    await logOut(user.refreshToken, user.accessToken);
    expect(await statusOfMe(other.accessToken)).toBe(200);
  });

  it('does not mind an unknown refresh token', async () => {
    const user = await suite.client.signUp();
    expect((await logOut('no-such-token', user.accessToken)).status).toBe(200);
  });

  it('wants an access token', async () => {
    const user = await suite.client.signUp();
    expect((await logOut(user.refreshToken)).status).toBe(401);
    expect(await codeOfRefresh(user.refreshToken)).toBe('ok');
  });
});

describe('a change of password', () => {
  const NEXT = 'another-horse-8';
  const change = (token: string, current: string, next: string): Promise<Answer<AnyBody>> =>
    suite.client.request('PUT', '/api/users/password', {
      token,
      json: { current_password: current, new_password: next },
    });

  it('makes the new password the one that counts', async () => {
    const user = await suite.client.signUp();
    expect((await change(user.accessToken, user.password, NEXT)).status).toBe(200);
    const old = await suite.client.request('POST', '/api/auth/login', {
      json: { username: user.username, password: user.password },
    });
    expect(old.status).toBe(401);
    expect((await suite.client.logIn(user.username, NEXT)).accessToken).toEqual(expect.any(String));
  });

  it('ends every other session, its access tokens too, but not that of the caller', async () => {
    const user = await suite.client.signUp();
    const others = [
      await suite.client.logIn(user.username, user.password),
      await suite.client.logIn(user.username, user.password),
    ];
    for (const { accessToken } of others) expect(await statusOfMe(accessToken)).toBe(200);

    await change(user.accessToken, user.password, NEXT);

    for (const { accessToken, refreshToken } of others) {
      await eventually(async () => {
        expect(await statusOfMe(accessToken)).toBe(401);
      });
      expect(await codeOfRefresh(refreshToken)).toBe('401 UNAUTHORIZED');
    }
    expect(await statusOfMe(user.accessToken)).toBe(200);
    expect(await codeOfRefresh(user.refreshToken)).toBe('ok');
  });

  it('wants the current password, and changes nothing without it', async () => {
    const user = await suite.client.signUp();
    const other = await suite.client.logIn(user.username, user.password);
    const { status, body } = await change(user.accessToken, 'not-my-password-1', NEXT);
    expect({ status, code: body.error_code }).toEqual({ status: 401, code: 'INVALID_CREDENTIALS' });
    expect(await statusOfMe(other.accessToken)).toBe(200);
    expect((await suite.client.logIn(user.username, user.password)).accessToken).toEqual(expect.any(String));
  });

  it('refuses a weak new password', async () => {
    const user = await suite.client.signUp();
    const { status, body } = await change(user.accessToken, user.password, 'weak');
    expect(status).toBe(422);
    expect(body.details?.map(({ field }) => field)).toEqual(['new_password']);
  });
});

describe('a session that another process ended', () => {
  it('is noticed within seconds', async () => {
    const user = await suite.client.signUp();
    expect(await statusOfMe(user.accessToken)).toBe(200);
    await suite.environment.database.client.query('UPDATE auth_sessions SET revoked_at = now() WHERE user_id = $1', [
      user.id,
    ]);
    await eventually(async () => {
      expect(await statusOfMe(user.accessToken)).toBe(401);
    });
  });
});
