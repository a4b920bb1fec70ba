import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { parseEnv } from '../../src/config/env.js';
import { createWinstonLogger } from '../../src/logging/winston.logger.js';
import { startApi, type TestApi } from '../support/api.js';
import { createTestEnvironment, type TestEnvironment } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { LiveClient } from '../support/live-client.js';

let environment: TestEnvironment;
let api: TestApi;

beforeAll(async () => {
  environment = await createTestEnvironment({ LOG_LEVEL: 'debug' });
  const logger = createWinstonLogger(parseEnv(environment.variables), 'api');
  // Standard output is that of the test run; what is written is the same.
  for (const transport of logger.transports) if (transport.constructor.name === 'Console') transport.silent = true;
  api = await startApi(environment, logger);
});

afterAll(async () => {
  await api.close();
  await environment.dispose();
});

/** Every line of every log file, by the name of the file without its date. */
async function logLines(): Promise<{ file: string; line: string }[]> {
  const directory = environment.variables.LOG_DIR ?? '';
  const files = (await readdir(directory)).filter((file) => file.endsWith('.log'));
  const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
  return files.flatMap((file, index) =>
    (texts[index] ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => ({ file: file.replace(/-\d{4}.*$/, ''), line })),
  );
}

async function accessRecordOf(requestId: string): Promise<Record<string, unknown>> {
  return eventually(async () => {
    const found = (await logLines()).find(({ file, line }) => file === 'access' && line.includes(requestId));
    if (!found) throw new Error(`No access record of ${requestId} yet`);
    return JSON.parse(found.line) as Record<string, unknown>;
  });
}

describe('the access log', () => {
  it('tells who asked for what, and how it went', async () => {
    const user = await api.client.signUp();
    await api.client.get('/api/users/me?page=1', user.accessToken, { 'x-request-id': 'req-of-hana' });
    expect(await accessRecordOf('req-of-hana')).toMatchObject({
      level: 'info',
      service: 'api',
      context: 'access',
      request_id: 'req-of-hana',
      method: 'GET',
      path: '/api/users/me',
      status: 200,
      user_id: user.id,
      duration_ms: expect.any(Number),
      timestamp: expect.stringMatching(/Z$/),
    });
  });

  it('has one line for a request, whatever the client puts into it', async () => {
    await api.client.get('/nothing%0Ahere', undefined, { 'x-request-id': 'req-forger', 'user-agent': 'a "b" \\n c' });
    const record = await accessRecordOf('req-forger');
    expect(record).toMatchObject({ status: 404, path: '/nothing%0Ahere' });
  });
});

describe('no log', () => {
  it('holds a password or a token, wherever a client may have put it', async () => {
    const user = await api.client.signUp();
    const secrets = [user.password, user.accessToken, user.refreshToken, 'hunter2-in-a-url', 'Wrong-guess-77'];

    await api.client.get('/api/users/me?token=hunter2-in-a-url', user.accessToken);
    await api.client.get('/nothing?password=hunter2-in-a-url');
    await api.client.request('POST', '/api/auth/login', {
      json: { username: user.username, password: 'Wrong-guess-77' },
    });
    await api.client.request('POST', '/api/auth/refresh', { json: { refresh_token: user.refreshToken } });
    await api.client.send('POST', '/api/auth/login', `{"password":"${user.password}`, {
      'content-type': 'application/json',
    });
    const live = new LiveClient(new WebSocket(`${api.baseUrl.replace(/^http/, 'ws')}/ws?token=${user.accessToken}`));
    await live.untilType('initial_state');
    live.close();
    await live.closed;
    await api.client.get('/health/live', undefined, { 'x-request-id': 'the-last-request' });
    await accessRecordOf('the-last-request');

    const lines = await logLines();
    expect(lines.length).toBeGreaterThan(5);
    for (const { line } of lines) for (const secret of secrets) expect(line).not.toContain(secret);
  });
});
