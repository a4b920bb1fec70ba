import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PasswordHasher } from '../../../src/users/password-hasher.js';
import type { TestUser } from '../../support/api-client.js';
import { eventually } from '../../support/eventually.js';
import { apiSuite } from '../../support/suite.js';

const METRICS_TOKEN = 'only-for-prometheus';
const CLOSED = [
  '/docs',
  '/docs/',
  '/docs/swagger-ui-init.js',
  '/docs/swagger-ui-bundle.js',
  '/redoc',
  '/redoc/redoc.standalone.js',
  '/openapi.json',
  '/openapi.yaml',
  '/metrics',
  '/metrics/',
];
const suite = apiSuite({ PUBLIC_OPERATIONS: 'false', METRICS_TOKEN });
let admin: TestUser;
let user: TestUser;

const basic = ({ username, password }: Pick<TestUser, 'username' | 'password'>): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

async function statusOf(path: string, headers: Record<string, string> = {}): Promise<number> {
  return (await suite.client.text(path, headers)).status;
}

beforeAll(async () => {
  [admin, user] = [await suite.client.signUp(), await suite.client.signUp()];
  await suite.environment.database.client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.id]);
});

describe('with PUBLIC_OPERATIONS=false', () => {
  it.each(CLOSED)('%s is closed to everybody and to users, and open to administrators', async (path) => {
    expect(await statusOf(path)).toBe(401);
    expect(await statusOf(path, bearer(user.accessToken))).toBe(403);
    expect(await statusOf(path, basic(user))).toBe(403);
    expect(await statusOf(path, basic(admin))).toBe(200);
    expect(await statusOf(path, bearer(admin.accessToken))).toBe(200);
  });

  it('no spelling of a path opens it', async () => {
    for (const path of ['//metrics', '/metrics?x=1', '/%6Detrics', '/metrics;x', '/docs/..%2fmetrics', '/METRICS']) {
      expect({ path, open: (await statusOf(path)) === 200 }).toEqual({ path, open: false });
    }
  });

  it('a token of its own opens the metrics and nothing else', async () => {
    expect(await statusOf('/metrics', bearer(METRICS_TOKEN))).toBe(200);
    expect(await statusOf('/metrics', bearer(`${METRICS_TOKEN}x`))).toBe(401);
    for (const path of ['/docs', '/openapi.json', '/queues', '/api/users/me']) {
      expect(await statusOf(path, bearer(METRICS_TOKEN))).toBe(401);
    }
  });

  it('probes still answer', async () => {
    for (const path of ['/health', '/health/live', '/health/ready']) expect(await statusOf(path)).toBe(200);
  });
});

describe('name and password with every request', () => {
  it('are hashed once and not each time', async () => {
    const verify = jest.spyOn(PasswordHasher.prototype, 'verify');
    try {
      for (let times = 0; times < 5; times++) await statusOf('/queues/api/queues', basic(admin));
      expect(verify.mock.calls.length).toBeLessThanOrEqual(1);
      for (let times = 0; times < 3; times++) await statusOf('/queues', basic({ ...admin, password: 'wrong-1' }));
      expect(verify.mock.calls.length).toBeGreaterThanOrEqual(3);
    } finally {
      verify.mockRestore();
    }
  });

  it('are worth nothing at once when the password changes', async () => {
    const other = await suite.client.signUp();
    await suite.environment.database.client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [other.id]);
    expect(await statusOf('/queues', basic(other))).toBe(200);
    const { status } = await suite.client.request('PUT', '/api/users/password', {
      token: other.accessToken,
      json: { current_password: other.password, new_password: 'another-horse-8' },
    });
    expect(status).toBe(200);
    expect(await statusOf('/queues', basic(other))).toBe(401);
  });

  it('of who is no administrator any more open nothing', async () => {
    const former = await suite.client.signUp();
    const { client } = suite.environment.database;
    await client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [former.id]);
    expect(await statusOf('/queues', basic(former))).toBe(200);
    await client.query(`UPDATE users SET role = 'user' WHERE id = $1`, [former.id]);
    await eventually(async () => {
      expect(await statusOf('/queues', basic(former))).toBe(403);
    });
  });
});
