import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type TestApi } from '../support/api.js';
import { createTestEnvironment, type TestEnvironment } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { apiSuite } from '../support/suite.js';

describe('health', () => {
  const suite = apiSuite();

  it.each(['/health', '/health/ready'])('%s tells of everything that the service stands on', async (path) => {
    const { status, body } = await suite.client.get(path);
    const up = { status: 'up', duration_ms: expect.any(Number) };
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        success: true,
        message: 'Healthy',
        data: {
          status: 'ok',
          checks: {
            database: up,
            queue: { ...up, backend: suite.environment.backend },
            storage: { ...up, backend: 'disk' },
          },
          version: expect.stringMatching(/^\d+\.\d+\.\d+/),
          uptime_s: expect.any(Number),
        },
      },
    });
  });

  it('/health/live tells that the process answers', async () => {
    const { status, body } = await suite.client.get('/health/live');
    expect({ status, data: body.data as unknown }).toEqual({ status: 200, data: { status: 'ok' } });
  });

  it('speaks Korean when asked to', async () => {
    expect((await suite.client.get('/health', undefined, { 'accept-language': 'ko' })).body.message).toMatch(/[가-힣]/);
  });
});

describe('metrics', () => {
  const suite = apiSuite();

  it('count requests by route, never by what stood in the path', async () => {
    const user = await suite.client.signUp();
    await suite.client.get(`/api/users/${user.id}?q=secret-query`, user.accessToken);
    await suite.client.get('/nothing-here-at-all');
    const { status, headers, text } = await suite.client.text('/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toMatch(
      /sheaf_http_request_duration_seconds_count\{method="GET",route="\/api\/users\/:user_id",status="200"\} 1/,
    );
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toContain(user.id);
    expect(text).not.toContain('secret-query');
    expect(text).not.toContain('nothing-here-at-all');
  });
});

describe('the queue dashboard', () => {
  const suite = apiSuite();
  const basic = (name: string, password: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
  });

  async function signUpAdmin(): Promise<{ username: string; password: string; accessToken: string }> {
    const admin = await suite.client.signUp();
    await suite.environment.database.client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.id]);
    return admin;
  }

  it.each(['/queues', '/queues/', '/queues/api/queues', '/queues/static/anything.js'])(
    '%s is closed to anyone',
    async (path) => {
      const { status, headers, text } = await suite.client.text(path);
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(/^Basic /);
      expect(JSON.parse(text)).toMatchObject({ success: false, error_code: 'UNAUTHORIZED', details: null });
    },
  );

  it.each([
    ['a bearer token', async () => ({ authorization: `Bearer ${(await suite.client.signUp()).accessToken}` })],
    [
      'a name and a password',
      async () => {
        const user = await suite.client.signUp();
        return basic(user.username, user.password);
      },
    ],
  ])('is closed to a user with %s', async (_what, headersOf) => {
    const { status, text } = await suite.client.text('/queues', await headersOf());
    expect(status).toBe(403);
    expect(JSON.parse(text)).toMatchObject({ success: false, error_code: 'FORBIDDEN' });
  });

  it('is open to an administrator with a bearer token', async () => {
    const admin = await signUpAdmin();
    const { status, headers } = await suite.client.text('/queues', { authorization: `Bearer ${admin.accessToken}` });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
  });

  it('is open to an administrator with name and password, its figures too', async () => {
    const admin = await signUpAdmin();
    const { status, text } = await suite.client.text('/queues/api/queues', basic(admin.username, admin.password));
    expect(status).toBe(200);
    const names = (JSON.parse(text) as { queues: { name: string }[] }).queues.map(({ name }) => name);
    expect(names).toEqual(['extractions', 'reports', 'collection-reports', 'webhooks']);
  });

  it('is for looking only', async () => {
    const admin = await signUpAdmin();
    const { status } = await suite.client.send('PUT', '/queues/api/queues/extractions/pause', '{}', {
      'content-type': 'application/json',
      authorization: `Bearer ${admin.accessToken}`,
    });
    expect(status).toBe(405);
  });

  it.each([
    ['a wrong password', basic('nobody', 'wrong')],
    ['no password', basic('nobody', '')],
    ['an empty name', basic('', '')],
    ['what is no base64', { authorization: 'Basic %%%' }],
    ['a scheme that is not known', { authorization: 'Digest x' }],
    ['a forged token', { authorization: 'Bearer a.b.c' }],
  ])('is closed to %s', async (_what, headers) => {
    expect((await suite.client.text('/queues', headers)).status).toBe(401);
  });
});

describe('when the database throws everybody out', () => {
  const suite = apiSuite();

  it('the service comes back by itself', async () => {
    const { accessToken } = await suite.client.signUp();
    await suite.environment.database.client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await eventually(async () => {
      expect((await suite.client.get('/health')).status).toBe(200);
    });
    expect((await suite.client.get('/api/documents', accessToken)).status).toBe(200);
  });
});

describe('when the database is gone', () => {
  let environment: TestEnvironment;
  let gate: Gate;
  let api: TestApi;
  let token: string;

  beforeAll(async () => {
    environment = await createTestEnvironment();
    gate = await Gate.before(environment.database.url);
    api = await startApi({ variables: { ...environment.variables, DATABASE_URL: gate.url } });
    token = (await api.client.signUp()).accessToken;
    await gate.close();
  });

  afterAll(async () => {
    await gate.open();
    await api.close();
    await gate.close();
    await environment.dispose();
  });

  it.each(['/health', '/health/ready'])('%s is a 503 that names the failing checks', async (path) => {
    const failing = environment.backend === 'redis' ? ['database'] : ['database', 'queue'];
    const { status, headers, body } = await api.client.get(path);
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
    expect(body).toMatchObject({
      success: false,
      message: `Not healthy: ${failing.join(', ')}`,
      error_code: 'SERVICE_UNAVAILABLE',
      data: { status: 'unavailable', checks: { database: { status: 'down' }, storage: { status: 'up' } } },
    });
    expect(body.details?.map(({ field }) => field)).toEqual(failing);
    expect(JSON.stringify(body)).not.toMatch(/ECONN|127\.0\.0\.1|postgres:/i);
  });

  it('the process is still alive', async () => {
    expect((await api.client.get('/health/live')).status).toBe(200);
  });

  it.each([
    ['POST', '/api/auth/login'],
    ['POST', '/api/auth/refresh'],
    ['POST', '/api/auth/register'],
    ['GET', '/api/documents'],
  ])('%s %s is a 503 that says when to come again and nothing of the inside', async (method, path) => {
    const json = { username: 'hana', email: 'h@example.com', password: 'correct-horse-7', refresh_token: 'x' };
    const { status, headers, body } = await api.client.request(method, path, {
      token,
      ...(method === 'POST' ? { json: path.endsWith('register') ? { ...json, refresh_token: undefined } : json } : {}),
    });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
    expect(body).toEqual({
      success: false,
      message: 'The service cannot do this at the moment; try again shortly',
      error_code: 'SERVICE_UNAVAILABLE',
      details: null,
    });
  });

  it('the queue dashboard says so too', async () => {
    const credentials = Buffer.from('hana:correct-horse-7').toString('base64');
    const { status, text } = await api.client.text('/queues', { authorization: `Basic ${credentials}` });
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({ success: false, error_code: 'SERVICE_UNAVAILABLE' });
  });

  it('metrics are still told, without the figures of the database', async () => {
    const { status, text } = await api.client.text('/metrics');
    expect(status).toBe(200);
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toMatch(/^sheaf_jobs_unfinished\{/m);
  });

  it('all is well again when it comes back', async () => {
    await gate.open();
    await eventually(async () => {
      expect((await api.client.get('/health')).status).toBe(200);
    });
    expect((await api.client.get('/api/documents', token)).status).toBe(200);
    await gate.close();
  });
});
