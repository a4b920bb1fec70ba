import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { instruct } from '../../factories.js';
import type { AnyBody, Answer, TestUser } from '../../support/api-client.js';
import { documentedRoutes } from '../../support/open-api.js';
import { RawUpload } from '../../support/raw-upload.js';
import { apiSuite } from '../../support/suite.js';

const suite = apiSuite({ REQUEST_TIMEOUT_SECONDS: '1' });
let user: TestUser;

beforeAll(async () => {
  user = await suite.client.signUp();
});

function get(path: string): Promise<Answer<AnyBody>> {
  return suite.client.get(path, user.accessToken);
}

/** Writes to a bare socket and reads until the other side closes it. */
async function raw(...parts: string[]): Promise<string> {
  const { hostname, port } = new URL(suite.api.baseUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const part of parts) socket.write(part);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe('a client that is slow', () => {
  it('with its headers is cut off', async () => {
    const text = await raw('GET /health/live HTTP/1.1\r\nHost: a\r\nX-Endless: ');
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text).toContain('"error_code":"BAD_REQUEST"');
  });

  it('with its body is cut off', async () => {
    const head =
      'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n';
    expect(await raw(head, '{"username":')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('with an upload is cut off, and nothing of it is left', async () => {
    const upload = await RawUpload.begin(suite.api.baseUrl, user.accessToken, 500_000);
    upload.send(RawUpload.fileStart('%PDF-1.7\n'));
    expect(await upload.answer()).toMatchObject({ status: 408 });
    const { rows } = await suite.environment.database.client.query('SELECT 1 FROM documents');
    expect(rows).toEqual([]);
  });
});

describe('a request', () => {
  it('with endless headers is refused in the envelope', async () => {
    const text = await raw(`GET /health/live HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 431 /);
    expect(text).toContain('"success":false');
  });

  it.each(['GET / HTTP/9.9\r\n\r\n', 'NONSENSE\r\n\r\n', '\x16\x03\x01\x02', 'GET / HTTP/1.1\r\nHost a\r\n\r\n'])(
    'that is none is refused in the envelope: %p',
    async (text) => {
      expect(await raw(text)).toMatch(/^HTTP\/1\.1 400 .*"success":false/s);
    },
  );

  it('with two lengths, or a length and chunks, is refused', async () => {
    const head = 'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    expect(await raw(`${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  });

  it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
    'keeps its method whatever %s says',
    async (name) => {
      const headers = { [name]: 'DELETE' };
      const { status } = await suite.client.request('POST', '/api/documents/stats/summary', {
        token: user.accessToken,
        headers,
      });
      expect(status).toBe(404);
      expect(
        (await suite.client.request('GET', '/api/users/me?_method=PUT', { token: user.accessToken, headers })).status,
      ).toBe(200);
    },
  );

  it.each([
    ['application/json; charset=utf-16', '{}'],
    ['application/x-www-form-urlencoded', '{"username":"a"}'],
    ['application/json', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['application/json', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['multipart/form-data; boundary=x', '--x--'],
    ['multipart/form-data', 'x'],
    ['application/json', '{"constructor":{"prototype":{"role":"admin"}}}'],
    ['application/x-www-form-urlencoded', '__proto__[role]=admin&username=a&password=b'],
    ['application/x-www-form-urlencoded', 'a=1&'.repeat(20_000)],
  ])('whose body lies about its type, or is deep or strange, is the client’s fault: %s', async (type, body) => {
    for (const path of ['/api/auth/register', '/api/auth/login', '/api/auth/refresh']) {
      const { status } = await suite.client.send('POST', path, body, { 'content-type': type });
      expect({ path, status, isClients: status >= 400 && status < 500 }).toMatchObject({ isClients: true });
    }
    expect(({} as { role?: string }).role).toBeUndefined();
  });
});

describe('text that no database can hold', () => {
  it.each(['a\u0000b', 'a\ud800b'])('is refused in every field of every body: %p', async (poison) => {
    const bodies = (await documentedRoutes(suite.client)).filter(({ example }) => example !== undefined);
    expect(bodies.length).toBeGreaterThan(8);
    for (const { name, method, path, example } of bodies) {
      for (const json of poisoned(example, poison)) {
        const target = path.replace(/\{\w+\}/g, '019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11');
        const { status } = await suite.client.request(method, target, { token: user.accessToken, json });
        // Administrators' routes do not get so far.
        expect({ name, json, refused: [422, 403].includes(status) }).toEqual({ name, json, refused: true });
      }
    }
  });

  /** The value, with each of its texts in turn replaced. */
  function poisoned(value: unknown, poison: string): unknown[] {
    if (typeof value === 'string') return [poison];
    if (value === null || typeof value !== 'object') return [];
    return Object.entries(value).flatMap(([key, inner]) =>
      poisoned(inner, poison).map((bad) => (Array.isArray(value) ? [bad] : { ...value, [key]: bad })),
    );
  }

  it.each([
    ['/api/documents/?q=%00', 200],
    ['/api/documents/?q=%ED%A0%80', 200],
    ['/api/documents/search?q=a%00b', 200],
    ['/api/documents/%00', 422],
    ['/api/documents/019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11%00', 422],
    ['/api/documents/019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11/tables/%00', 404],
  ])('does no harm in %s', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });
});

describe('a list', () => {
  it.each([
    'page_size=0',
    'page_size=101',
    'page_size=-1',
    'page_size=1e9',
    'page_size=NaN',
    'page=0',
    'page=99999999999999999999',
    'page_size=1&page_size=2',
    'sort=id',
    'sort=filename;DROP TABLE documents',
    'sort=filename,size_bytes',
    'sort=-created_at&sort=filename',
    'status=queued%27--',
    'created_from=yesterday',
    'created_from=0000-00-00T00:00:00Z',
    'q[]=a&q[]=b',
    `q=${'x'.repeat(201)}`,
  ])('refuses %s', async (query) => {
    const { status } = await get(`/api/documents/?${query}`);
    // An unknown parameter is ignored, as everywhere.
    expect(status).toBe(query.startsWith('q[]') ? 200 : 422);
  });

  it.each(['%', '_', '\\', '.*', '(a+)+$', '[', '100%_\\'])('takes %p in a name for what it is', async (text) => {
    for (const name of [`all ${text} in.pdf`, 'plain.pdf'])
      await suite.client.upload(user.accessToken, instruct('succeed', name));
    const { body } = await get(`/api/documents/?page_size=100&q=${encodeURIComponent(text)}`);
    const names = (body.data as { filename: string }[]).map(({ filename }) => filename);
    for (const name of names) expect(name).toContain(text);
    if (!text.includes('\\') && !text.includes('*')) expect(names.length).toBeGreaterThan(0);
  });

  it.each([
    ['%', 422],
    ['_ _', 422],
    ['\\', 422],
    ['.*', 422],
    ['(a+)+$', 200],
    ["a' OR 1=1", 200],
    ['a & ! | b', 200],
    [':*', 422],
    ['<->', 422],
    ['a:*b', 200],
    ['\\\\x', 200],
  ])('of what is found takes %p for its words, and asks for some where it has none: %d', async (text, status) => {
    expect((await get(`/api/documents/search?q=${encodeURIComponent(text)}`)).status).toBe(status);
  });

  it('cannot keep the database busy for long', async () => {
    const [row] = await suite.api.app.get(DataSource).query<{ statement_timeout: string }[]>('SHOW statement_timeout');
    expect(row?.statement_timeout).toBe('30s');
  });
});

describe('an Idempotency-Key', () => {
  it.each(['x'.repeat(201), 'x'.repeat(10_000), 'two words', '\u00e9'])('that is strange is refused', async (key) => {
    const { status } = await suite.client.upload(user.accessToken, instruct('succeed'), {
      headers: { 'idempotency-key': key },
    });
    expect(status).toBe(422);
  });
});

describe('a form', () => {
  it.each([
    ['fields', 50],
    ['files', 60],
  ])('of endless %s is cut short', async (kind, count) => {
    const form = new FormData();
    for (let index = 0; index < count; index++) {
      if (kind === 'fields') form.append(`field${index}`, 'x');
      else form.append('other', new Blob(['x']), 'x.pdf');
    }
    const { status } = await suite.client.request('POST', '/api/documents/upload', { token: user.accessToken, form });
    // Not 422, which would say that there is no file: nobody has looked so far.
    expect(status).toBe(400);
  });
});

describe('a name of a file', () => {
  it.each<[string, string, RegExp]>([
    ['with line breaks', 'a\r\nSet-Cookie: x=1\r\n.pdf', /filename="[^"\r\n]*"/],
    ['with marks that reorder', 'invoice\u202efdp.exe.pdf', /filename="invoicefdp\.exe\.pdf"/],
    ['with quotes', 'a"; filename="evil.exe.pdf', /filename="a%22; filename=%22evil\.exe\.pdf"/],
    ['decomposed', '\u1112\u1161\u11ab.pdf', /filename\*=UTF-8''%ED%95%9C\.pdf/],
    ['with a path', '../../etc/passwd.pdf', /filename="passwd\.pdf"/],
    ['that is endless', `${'가'.repeat(500)}.pdf`, /filename\*=UTF-8''(%EA%B0%80){83}\.pdf/],
    ['of flags, cut between them', `${'🇰🇷'.repeat(60)}.pdf`, /filename\*=UTF-8''(%F0%9F%87%B0%F0%9F%87%B7){31}\.pdf/],
  ])('%s comes back harmless, with bytes that no browser opens', async (_what, name, disposition) => {
    const { body } = await suite.client.upload(user.accessToken, instruct('succeed', name));
    const { id } = body.data as { id: string };
    const { headers } = await suite.client.bytes(`/api/documents/${id}/download`, user.accessToken);
    expect(headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(headers.get('content-disposition')).toMatch(disposition);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.has('set-cookie')).toBe(false);
  });
});
