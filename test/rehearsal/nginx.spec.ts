import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { NGINX, TestNginx } from '../support/nginx.js';
import { describeWith } from '../support/programs.js';
import { StubApi } from '../support/stub-api.js';

jest.setTimeout(60_000);

const LIMIT = 100_000;
const UPLOAD = '/api/documents/upload';
const MEBIBYTE = 1024 * 1024;

let nginx: TestNginx;
let stubs: [StubApi, StubApi];

/** A client that says what it says, and no more until it is told. */
async function rawClient(lines: string[]): Promise<Socket> {
  const socket = connect(Number(new URL(nginx.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(lines.join('\r\n'));
  return socket;
}

/** However it comes: a client that was cut off is reset. */
async function endOf(client: Socket): Promise<void> {
  client.on('error', () => undefined).resume();
  await new Promise((resolve) => client.once('close', resolve));
}

function post(path: string, contentLength: number): string[] {
  return [`POST ${path} HTTP/1.1`, 'Host: localhost', `Content-Length: ${contentLength}`, '', ''];
}

function received(): StubApi['requests'] {
  return stubs[0].requests;
}

/** nginx leaves an API alone for two seconds after three failures. */
async function untilFailuresAreForgotten(): Promise<void> {
  await pause(2_100);
}

describeWith([NGINX], 'nginx in front of two APIs', () => {
  beforeAll(async () => {
    const first = await StubApi.start();
    stubs = [first, await StubApi.start(first.requests)];
    const ports = stubs.map(({ port }) => port);
    nginx = await TestNginx.start(ports, { MAX_UPLOAD_SIZE: String(LIMIT), MAX_BATCH_FILES: '10' });
  });

  beforeEach(() => {
    received().length = 0;
    for (const stub of stubs) {
      stub.answer = (request, response) => {
        request.resume().once('end', () => response.end('{}'));
      };
    }
  });

  afterAll(async () => {
    await nginx.dispose();
    for (const stub of stubs) await stub.dispose();
  });

  it('lets no client say where it comes from', async () => {
    const forged = {
      'x-forwarded-for': '6.6.6.6',
      'x-real-ip': '6.6.6.6',
      'x-forwarded-proto': 'gopher',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=6.6.6.6',
    };
    await fetch(nginx.url, { headers: forged });
    const [request] = received();
    expect(request?.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(nginx.url).host,
    });
    expect(JSON.stringify(request?.headers)).not.toMatch(/6\.6\.6\.6|evil|gopher/);
  });

  it('gives every request an id, and keeps a sane one of the client', async () => {
    await fetch(nginx.url);
    await fetch(nginx.url, { headers: { 'x-request-id': 'mine-1' } });
    await fetch(nginx.url, { headers: { 'x-request-id': 'no spaces' } });
    const ids = received().map(({ headers }) => headers['x-request-id']);
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), 'mine-1', expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });

  it('writes no query into its log', async () => {
    await fetch(`${nginx.url}/ws?token=secret-of-a-user`);
    const record = await eventually(async () => {
      const found = (await nginx.accessRecords()).find(({ path }) => path === '/ws');
      if (!found) throw new Error('Nothing is logged yet');
      return found;
    });
    expect(record).toMatchObject({ path: '/ws', status: 200, upstream_status: '200', address: '127.0.0.1' });
    expect(await nginx.log()).not.toContain('secret-of-a-user');
  });

  it('writes none into its log either when no API answers', async () => {
    for (const stub of stubs) stub.answer = (request) => request.socket.destroy();
    expect((await fetch(`${nginx.url}/x?token=another-secret`)).status).toBe(503);
    await untilFailuresAreForgotten();
    expect(await nginx.log()).not.toContain('another-secret');
  });

  it('asks another API when one breaks off a GET', async () => {
    await untilFailuresAreForgotten();
    let broken = 0;
    for (const stub of stubs) {
      stub.answer = (request, response) => {
        broken += 1;
        if (broken === 1) request.socket.destroy();
        else response.end('{"ok":true}');
      };
    }
    const answer = await fetch(nginx.url);
    expect(await answer.json()).toEqual({ ok: true });
    expect(received()).toHaveLength(2);
  });

  it('never sends a POST twice, and says so in the shape of the API', async () => {
    await untilFailuresAreForgotten();
    for (const stub of stubs) stub.answer = (request) => request.socket.destroy();
    const answer = await fetch(`${nginx.url}/api/auth/register`, {
      method: 'POST',
      body: '{}',
      headers: { 'accept-language': 'ko-KR,ko' },
    });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(await answer.json()).toEqual({
      success: false,
      message: expect.stringContaining('다시 시도해 주세요'),
      error_code: 'SERVICE_UNAVAILABLE',
      details: null,
    });
    expect(received()).toHaveLength(1);
  });

  it('hands an upload on while it is still coming', async () => {
    const client = await rawClient(post(UPLOAD, 1_000));
    client.write('the beginning');
    await eventually(async () => {
      expect(received()).toHaveLength(1);
      return Promise.resolve();
    });
    client.destroy();
  });

  it('waits for the whole of a small body before it troubles an API', async () => {
    const client = await rawClient(post('/api/auth/login', 1_000));
    client.write('the beginning');
    await fetch(nginx.url);
    expect(received()).toHaveLength(1);
    client.destroy();
  });

  it.each([
    ['an upload', UPLOAD, LIMIT + MEBIBYTE + 1],
    ['an upload under /api/v1', '/api/v1/documents/upload', LIMIT + MEBIBYTE + 1],
    ['a batch', '/api/documents/upload/batch', LIMIT * 10 + MEBIBYTE + 1],
    ['another body', '/api/auth/login', MEBIBYTE + 1],
  ])('refuses %s over its limit in the shape of the API', async (_what, path, length) => {
    const client = await rawClient(post(path, length));
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toString()).toContain('"error_code":"FILE_TOO_LARGE","details":null}');
    expect(received()).toHaveLength(0);
    client.destroy();
  });

  it('lets through what is within the limit of its path', async () => {
    for (const [path, length] of [
      [UPLOAD, LIMIT + 1_000],
      ['/api/documents/upload/batch', LIMIT * 9],
    ] as const) {
      const answer = await fetch(nginx.url + path, { method: 'POST', body: 'x'.repeat(length) });
      expect(answer.status).toBe(200);
    }
  });

  it('packs JSON, but nothing of a stream of events, which it passes on at once', async () => {
    const long = JSON.stringify({ text: 'x'.repeat(5_000) });
    for (const stub of stubs) {
      stub.answer = (request, response) => {
        const isStream = request.url === '/api/events';
        response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
        response.write(isStream ? 'data: first\n\n' : long);
        if (!isStream) response.end();
      };
    }
    const json = await fetch(`${nginx.url}/api/documents/`, { headers: { 'accept-encoding': 'gzip' } });
    expect(json.headers.get('content-encoding')).toBe('gzip');
    expect(await json.text()).toBe(long);
    const events = httpRequest(`${nginx.url}/api/events`, { headers: { 'accept-encoding': 'gzip' } }).end();
    const [response] = (await once(events, 'response')) as [NodeJS.ReadableStream & { headers: object }];
    const [first] = (await once(response, 'data')) as [Buffer];
    expect(response.headers).not.toHaveProperty('content-encoding');
    expect(first.toString()).toBe('data: first\n\n');
    events.destroy();
  });

  it('keeps what is for operators from the outside', async () => {
    for (const path of ['/metrics', '/metrics/', '//metrics', '/x/../metrics', '/%6detrics']) {
      const { hostname, port } = new URL(nginx.url);
      const [response] = (await once(httpRequest({ hostname, port, path }).end(), 'response')) as [
        { statusCode: number; resume: () => void },
      ];
      response.resume();
      expect({ path, status: response.statusCode }).toEqual({ path, status: 403 });
    }
    expect(received()).toHaveLength(0);
  });

  it('cuts off who dawdles over a head or a body', async () => {
    const slow = [await rawClient(['GET / HTTP/1.1', 'Host: lo']), await rawClient(post('/api/auth/login', 10))];
    const begun = Date.now();
    await Promise.all(slow.map(endOf));
    expect(Date.now() - begun).toBeLessThan(25_000);
    expect(received()).toHaveLength(0);
  });
});
