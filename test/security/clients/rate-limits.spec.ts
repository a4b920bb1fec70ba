import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { instruct } from '../../factories.js';
import type { AnyBody, Answer } from '../../support/api-client.js';
import { startApi, type TestApi } from '../../support/api.js';
import { describeWith } from '../../support/programs.js';
import { createTestEnvironment, type TestEnvironment } from '../../support/environment.js';
import { REDIS_SERVER, RedisServer } from '../../support/redis-server.js';

const LIMITS = {
  TRUSTED_PROXIES: '127.0.0.1',
  RATE_LIMIT_USER_REQUESTS: '30',
  RATE_LIMIT_ADDRESS_REQUESTS: '60',
  RATE_LIMIT_USER_UPLOADS: '4',
  RATE_LIMIT_ADDRESS_UPLOADS: '6',
  RATE_LIMIT_ADDRESS_REGISTRATIONS: '3',
  RATE_LIMIT_ADDRESS_LOGINS: '25',
  RATE_LIMIT_LOGIN_FAILURES: '4',
};
const PASSWORD = 'correct-horse-7';

let addresses = 0;
/** An address that nobody has used before. */
function anAddress(): string {
  addresses++;
  return `198.51.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`;
}

/** How often each status came, in the order of the statuses. */
function tally(answers: { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

interface Asked {
  from?: string;
  token?: string;
  json?: unknown;
  language?: string;
  process?: 0 | 1;
}

interface Clients {
  ask: (method: string, path: string, options?: Asked) => Promise<Answer<AnyBody>>;
  register: () => Promise<string>;
  logIn: (username: string, password?: string, from?: string) => Promise<Answer<AnyBody>>;
  aToken: () => Promise<string>;
  apis: () => [TestApi, TestApi];
}

function limitsOfPasswords({ ask, register, logIn, aToken, apis }: Clients): void {
  it('stop guessing at a password, also with the right one in the end', async () => {
    const [username, from] = [await register(), anAddress()];
    const guesses = await Promise.all(Array.from({ length: 10 }, () => logIn(username, 'a-wrong-guess-1', from)));
    expect(tally(guesses)).toEqual({ 401: 4, 429: 6 });
    expect((await logIn(username, PASSWORD, from)).status).toBe(429);
  });

  it('count a name and an e-mail address of one account together, whatever their case', async () => {
    const [username, from] = [await register(), anAddress()];
    const spellings = [username, username.toUpperCase(), `${username}@example.com`, `${username}@EXAMPLE.com`];
    for (const spelling of spellings) expect((await logIn(spelling, 'a-wrong-guess-1', from)).status).toBe(401);
    expect((await logIn(username, 'a-wrong-guess-1', from)).status).toBe(429);
  });

  it('say of a name that nobody has what they say of one that somebody has', async () => {
    const from = anAddress();
    const guesses = await Promise.all(
      Array.from({ length: 6 }, () => logIn('nobody-has-this', 'a-wrong-guess-1', from)),
    );
    expect(tally(guesses)).toEqual({ 401: 4, 429: 2 });
  });

  it('never keep an owner out who comes from elsewhere, whatever is tried from many addresses', async () => {
    const username = await register();
    for (let attackers = 0; attackers < 8; attackers++) {
      const from = anAddress();
      await Promise.all(Array.from({ length: 5 }, () => logIn(username, 'a-wrong-guess-1', from)));
    }
    const from = anAddress();
    const underAttack = await Promise.all(Array.from({ length: 5 }, () => logIn(username, 'a-wrong-guess-1', from)));
    expect(tally(underAttack)).toEqual({ 401: 3, 429: 2 });
    expect((await logIn(username)).status).toBe(200);
  });

  it('forget failures from where the right password came', async () => {
    const [username, from] = [await register(), anAddress()];
    for (let round = 0; round < 3; round++) {
      for (let tries = 0; tries < 3; tries++) await logIn(username, 'a-wrong-guess-1', from);
      expect((await logIn(username, PASSWORD, from)).status).toBe(200);
    }
  });

  it('refuse an address that tries many accounts', async () => {
    const from = anAddress();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => logIn(`somebody-${index}`, 'password-1', from)),
    );
    expect(tally(answers)).toEqual({ 401: 25, 429: 5 });
  });

  it('hold for name and password of the queue dashboard, too', async () => {
    const [username, from] = [await register(), anAddress()];
    const authorization = `Basic ${Buffer.from(`${username}:a-wrong-guess-1`).toString('base64')}`;
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries++) {
      statuses.push((await apis()[0].client.text('/queues', { authorization, 'x-forwarded-for': from })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429]);
  });

  it('hold for guessing at the current password when it is changed', async () => {
    const [token, from] = [await aToken(), anAddress()];
    const json = { current_password: 'a-wrong-guess-1', new_password: 'another-horse-8' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ask('PUT', '/api/users/password', { token, json, from })),
    );
    expect(tally(answers)).toEqual({ 401: 4, 429: 2 });
  });
}

function limitsOf(backend: 'PostgreSQL' | 'Redis', start: () => Promise<TestEnvironment>): void {
  describe(`limits counted in ${backend}`, () => {
    let environment: TestEnvironment;
    let apis: [TestApi, TestApi];

    beforeAll(async () => {
      environment = await start();
      apis = [await startApi(environment), await startApi(environment)];
    });

    afterAll(async () => {
      for (const api of apis) await api.close();
      await environment.dispose();
    });

    function ask(method: string, path: string, options: Asked = {}): Promise<Answer<AnyBody>> {
      const { from = anAddress(), token, json, language, process = 0 } = options;
      return apis[process].client.request(method, path, {
        headers: { 'x-forwarded-for': from, ...(language === undefined ? {} : { 'accept-language': language }) },
        ...(token === undefined ? {} : { token }),
        ...(json === undefined ? {} : { json }),
      });
    }

    /** The same request so many times at once, by turns to either process. */
    function askMany(count: number, method: string, path: string, options: Asked = {}): Promise<Answer<AnyBody>[]> {
      return Promise.all(
        Array.from({ length: count }, (_, index) =>
          ask(method, path, { ...options, process: index % 2 === 0 ? 0 : 1 }),
        ),
      );
    }

    async function register(): Promise<string> {
      const username = `user-${randomUUID().slice(0, 8)}`;
      const json = { username, email: `${username}@example.com`, password: PASSWORD };
      expect((await ask('POST', '/api/auth/register', { json })).status).toBe(201);
      return username;
    }

    function logIn(username: string, password = PASSWORD, from?: string): Promise<Answer<AnyBody>> {
      return ask('POST', '/api/auth/login', { json: { username, password }, ...(from === undefined ? {} : { from }) });
    }

    async function aToken(): Promise<string> {
      return (await logIn(await register())).body.access_token;
    }

    it('refuse an address that asks too much of both processes together, and say when to come again', async () => {
      const from = anAddress();
      const answers = await askMany(80, 'GET', '/api/nothing-here', { from });
      expect(tally(answers)).toEqual({ 404: 60, 429: 20 });
      const refused = await ask('GET', '/api/nothing-here', { from, language: 'ko' });
      expect(refused.body).toEqual({
        success: false,
        message: expect.stringMatching(/^요청이 너무 많습니다. 60초에 60번까지 가능하니 \d+초 뒤에/),
        error_code: 'RATE_LIMITED',
        details: null,
      });
      const wait = Number(refused.headers.get('retry-after'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60);
      expect(refused.headers.get('ratelimit-limit')).toBe('60');
      expect(refused.headers.get('ratelimit-remaining')).toBe('0');
      expect(refused.headers.get('ratelimit-policy')).toBe('60;w=60');
      expect((await ask('GET', '/api/nothing-here')).status).toBe(404);
    });

    it('refuse a user who asks too much, from wherever, and nobody else', async () => {
      const [token, other] = [await aToken(), await aToken()];
      const answers = await askMany(40, 'GET', '/api/users/me', { token });
      expect(tally(answers)).toEqual({ 200: 30, 429: 10 });
      expect((await ask('GET', '/api/users/me', { token: other })).headers.get('ratelimit-remaining')).toBe('29');
    });

    it('refuse one registration too many', async () => {
      const from = anAddress();
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => {
          const username = `user-${randomUUID().slice(0, 8)}`;
          const json = { username, email: `${username}@example.com`, password: PASSWORD };
          return ask('POST', '/api/auth/register', { json, from });
        }),
      );
      expect(tally(answers)).toEqual({ 201: 3, 429: 3 });
    });

    it('refuse one upload too many, file by file in a batch', async () => {
      const token = await aToken();
      const upload = (): Promise<Answer<AnyBody>> =>
        apis[0].client.upload(token, instruct('succeed'), { headers: { 'x-forwarded-for': anAddress() } });
      expect((await upload()).status).toBe(202);
      const form = new FormData();
      for (let count = 0; count < 4; count++)
        form.append('files', new Blob([new Uint8Array(instruct('succeed').bytes)]), 'a.pdf');
      const batch = await apis[1].client.request('POST', '/api/documents/upload/batch', {
        token,
        form,
        headers: { 'x-forwarded-for': anAddress() },
      });
      const outcomes = batch.body.data as { success: boolean; error_code?: string }[];
      expect(outcomes.map(({ success, error_code }) => (success ? 'accepted' : error_code))).toEqual([
        ...['accepted', 'accepted', 'accepted'],
        'RATE_LIMITED',
      ]);
      const { status, body, headers } = await upload();
      expect({ status, code: body.error_code }).toEqual({ status: 429, code: 'RATE_LIMITED' });
      expect(headers.get('ratelimit-limit')).toBe('4');
    });

    it('never concern health checks', async () => {
      const answers = await askMany(70, 'GET', '/health/live', { from: anAddress() });
      expect(tally(answers)).toEqual({ 200: 70 });
    });
    if (backend === 'PostgreSQL') limitsOfPasswords({ ask, register, logIn, aToken, apis: () => apis });
  });
}

limitsOf('PostgreSQL', () => createTestEnvironment(LIMITS));

describeWith([REDIS_SERVER], 'over Redis', () => {
  let redis: RedisServer | undefined;
  afterAll(() => redis?.dispose());
  limitsOf('Redis', async () => {
    redis = await RedisServer.start();
    return createTestEnvironment({ ...LIMITS, REDIS_URL: redis.url });
  });
});
