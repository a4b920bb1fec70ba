import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TestApi } from '../../support/api.js';
import type { AnyBody, Answer, TestUser } from '../../support/api-client.js';
import { eventually } from '../../support/eventually.js';
import { LiveClient } from '../../support/live-client.js';
import { SseClient } from '../../support/sse-client.js';
import { serviceSuite } from '../../support/service.js';
import { PasswordHasher } from '../../../src/users/password-hasher.js';

/** What ends a session ends all access by it within this time. */
const PROMISED_MS = 5_000;
const NEXT = 'another-horse-8';
const suite = serviceSuite();
let elsewhere: TestApi;

beforeAll(async () => {
  elsewhere = await suite().startApi();
});

function ask(method: string, path: string, token: string, json?: unknown): Promise<Answer<AnyBody>> {
  return suite().api.client.request(method, path, { token, ...(json === undefined ? {} : { json }) });
}

async function anAdmin(): Promise<TestUser> {
  const admin = await suite().api.client.signUp();
  await suite().environment.database.client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.id]);
  return admin;
}

/** Every way in that a session has: requests, a socket and a stream on another process, the refresh token. */
async function open(tokens: { accessToken: string; refreshToken: string }): Promise<{ untilShut(): Promise<void> }> {
  const socket = LiveClient.connect(elsewhere.baseUrl, tokens.accessToken);
  await socket.untilType('initial_state');
  const stream = await SseClient.open(elsewhere.baseUrl, tokens.accessToken);
  expect((await elsewhere.client.get('/api/users/me', tokens.accessToken)).status).toBe(200);
  return {
    untilShut: async () => {
      const endedAt = Date.now();
      await eventually(async () => {
        expect((await elsewhere.client.get('/api/users/me', tokens.accessToken)).status).toBe(401);
      }, PROMISED_MS);
      expect(await socket.closed).toBe(4401);
      await stream.ended;
      expect(Date.now() - endedAt).toBeLessThan(PROMISED_MS + 1_000);
      const json = { refresh_token: tokens.refreshToken };
      expect((await elsewhere.client.request('POST', '/api/auth/refresh', { json })).status).toBe(401);
    },
  };
}

describe('within five seconds, on every process, sockets and streams included, access ends', () => {
  it('with log-out', async () => {
    const user = await suite().api.client.signUp();
    const session = await open(user);
    await ask('POST', '/api/auth/logout', user.accessToken, { refresh_token: user.refreshToken });
    await session.untilShut();
  });

  it('with a change of password, for every session but the one that changes it', async () => {
    const user = await suite().api.client.signUp();
    const session = await open(await suite().api.client.logIn(user.username, user.password));
    const json = { current_password: user.password, new_password: NEXT };
    expect((await ask('PUT', '/api/users/password', user.accessToken, json)).status).toBe(200);
    await session.untilShut();
    expect((await ask('GET', '/api/users/me', user.accessToken)).status).toBe(200);
  });

  it('with the account, which then cannot be logged into, and can when it is opened again', async () => {
    const [user, admin] = [await suite().api.client.signUp(), await anAdmin()];
    const session = await open(user);
    const disable = (disabled: boolean): Promise<Answer<AnyBody>> =>
      ask('PATCH', `/api/users/${user.id}`, admin.accessToken, { disabled });
    const logIn = (): Promise<Answer<AnyBody>> =>
      suite().api.client.request('POST', '/api/auth/login', {
        json: { username: user.username, password: user.password },
      });
    const { status, body } = await disable(true);
    expect({ status, data: body.data as unknown }).toMatchObject({
      status: 200,
      data: { id: user.id, disabled: true },
    });
    await session.untilShut();
    const refused = await logIn();
    expect({ status: refused.status, code: refused.body.error_code }).toEqual({
      status: 401,
      code: 'INVALID_CREDENTIALS',
    });
    await disable(false);
    expect((await logIn()).status).toBe(200);
    expect((await ask('GET', '/api/users/me', user.accessToken)).status).toBe(401);
  });
});

describe('an administrator', () => {
  it('cannot close the own account', async () => {
    const admin = await anAdmin();
    const { status } = await ask('PATCH', `/api/users/${admin.id}`, admin.accessToken, { disabled: true });
    expect(status).toBe(409);
  });
});

describe('a race with a change of password', () => {
  /** Holds what was verified until it is let go, as a slow machine would. */
  function holdVerification(): { reached: Promise<void>; letGo: () => void } {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the hasher it was taken from
    const original = PasswordHasher.prototype.verify;
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      PasswordHasher.prototype.verify = async function (this: PasswordHasher, stored, password) {
        PasswordHasher.prototype.verify = original;
        const matches = await original.call(this, stored, password);
        resolve();
        await held;
        return matches;
      };
    });
    return { reached, letGo };
  }

  it('leaves a log-in with the old password no session', async () => {
    const user = await suite().api.client.signUp();
    const { reached, letGo } = holdVerification();
    const late = suite().api.client.request('POST', '/api/auth/login', {
      json: { username: user.username, password: user.password },
    });
    await reached;
    const json = { current_password: user.password, new_password: NEXT };
    expect((await ask('PUT', '/api/users/password', user.accessToken, json)).status).toBe(200);
    letGo();
    expect((await late).status).toBe(401);
    expect(await suite().count('auth_sessions', 'user_id = $1 AND revoked_at IS NULL', [user.id])).toBe(1);
  });

  it('lets only one of two with the same old password win', async () => {
    const user = await suite().api.client.signUp();
    const other = await suite().api.client.logIn(user.username, user.password);
    const { reached, letGo } = holdVerification();
    const late = ask('PUT', '/api/users/password', other.accessToken, {
      current_password: user.password,
      new_password: 'the-thief-wants-9',
    });
    await reached;
    const json = { current_password: user.password, new_password: NEXT };
    expect((await ask('PUT', '/api/users/password', user.accessToken, json)).status).toBe(200);
    letGo();
    expect((await late).status).toBe(401);
    expect((await suite().api.client.logIn(user.username, NEXT)).accessToken).toEqual(expect.any(String));
  });

  it('by many log-ins at once leaves sessions of the new password only', async () => {
    const user = await suite().api.client.signUp();
    const logIns = Array.from({ length: 10 }, () => suite().api.client.logIn(user.username, user.password));
    const json = { current_password: user.password, new_password: NEXT };
    const changed = await ask('PUT', '/api/users/password', user.accessToken, json);
    expect(changed.status).toBe(200);
    await Promise.all(logIns);
    expect(await suite().count('auth_sessions', 'user_id = $1 AND revoked_at IS NULL', [user.id])).toBe(1);
  });
});

describe('live connections', () => {
  it('are ten a user, sockets and event streams together', async () => {
    const user = await suite().api.client.signUp();
    const { baseUrl } = suite().api;
    const streams = await Promise.all(Array.from({ length: 6 }, () => SseClient.open(baseUrl, user.accessToken)));
    const sockets = Array.from({ length: 4 }, () => LiveClient.connect(baseUrl, user.accessToken));
    await Promise.all(sockets.map((socket) => socket.untilType('initial_state')));
    expect(await LiveClient.connect(baseUrl, user.accessToken).closed).toBe(4429);
    const refused = await ask('GET', '/api/events', user.accessToken);
    expect({ status: refused.status, code: refused.body.error_code }).toEqual({ status: 429, code: 'RATE_LIMITED' });
    expect(refused.headers.get('retry-after')).toBe('30');

    streams[0]?.close();
    await eventually(async () => {
      const again = LiveClient.connect(baseUrl, user.accessToken);
      await again.until(({ type }) => type === 'initial_state', 500);
      again.close();
      await again.closed;
    });
    for (const stream of streams) stream.close();
    for (const socket of sockets) socket.close();
  });

  it('of streams that are opened and left, over and over, hold no place', async () => {
    const user = await suite().api.client.signUp();
    const openTen = async (): Promise<void> => {
      const opened = await Promise.allSettled(
        Array.from({ length: 10 }, () => SseClient.open(suite().api.baseUrl, user.accessToken)),
      );
      for (const result of opened) if (result.status === 'fulfilled') result.value.close();
      expect(opened.filter(({ status }) => status === 'rejected')).toEqual([]);
    };
    for (let round = 0; round < 3; round++) await eventually(openTen);
  });
});
