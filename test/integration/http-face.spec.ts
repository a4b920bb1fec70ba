import { describe, expect, it } from '@jest/globals';
import type { AnyBody, Answer } from '../support/api-client.js';
import { apiSuite } from '../support/suite.js';

const LISTED = 'https://app.example.com';
const suite = apiSuite({ CORS_ORIGINS: `${LISTED}, https://admin.example.com` });

function send(path: string, contentType: string, body: string): Promise<Answer<AnyBody>> {
  return suite.client.send('POST', path, body, { 'content-type': contentType });
}

describe('every answer', () => {
  it.each(['req-7', 'a'.repeat(128), '0198/ab:c+d=.e_f'])(
    'bears the request id %p that the client gave',
    async (id) => {
      const { headers } = await suite.client.get('/health/live', undefined, { 'x-request-id': id });
      expect(headers.get('x-request-id')).toBe(id);
    },
  );

  it.each(['', ' ', 'two words', '<script>', '"quoted"', 'a'.repeat(129), 'caf\u00e9', '{"$ne":1}'])(
    'bears an id of its own instead of the hostile %p',
    async (id) => {
      const { headers } = await suite.client.get('/health/live', undefined, { 'x-request-id': id });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it.each(['/health/live', '/nothing-here', '/api/users/me', '/api/%zz'])('to %s bears a request id', async (path) => {
    expect((await suite.client.get(path)).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('does not tell what the service is made of', async () => {
    const { headers } = await suite.client.get('/health/live');
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('server')).toBe(false);
  });

  it('tells browsers to sniff nothing, to be framed nowhere and to load from nowhere else', async () => {
    const { headers } = await suite.client.get('/health/live');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'self'`);
    expect(policy).toContain(`object-src 'none'`);
    expect(policy).not.toMatch(/https?:|\*/);
  });
});

describe('a path', () => {
  it('under /api/v1 is the same as under /api', async () => {
    const { accessToken } = await suite.client.signUp();
    const plain = await suite.client.get('/api/users/me', accessToken);
    const versioned = await suite.client.get('/api/v1/users/me', accessToken);
    expect(versioned.status).toBe(200);
    expect(versioned.body).toEqual(plain.body);
  });

  it('that only begins like /api/v1 is another path', async () => {
    expect((await suite.client.get('/api/v12/users/me')).status).toBe(404);
  });

  it('may end in a slash, and have a query after it', async () => {
    const { accessToken } = await suite.client.signUp();
    for (const path of ['/api/documents', '/api/documents/', '/api/v1/documents/', '/api/documents/?page=1']) {
      expect((await suite.client.get(path, accessToken)).status).toBe(200);
    }
  });

  it.each([
    ['GET', '/api/nothing-here'],
    ['GET', '/'],
    ['GET', '/api/v1/nothing-here'],
    ['PATCH', '/api/users/me/settings'],
    ['POST', '/health'],
  ])('that no route has is a clear 404: %s %s', async (method, path) => {
    const { status, body } = await suite.client.request(method, `${path}?token=secret`);
    expect(status).toBe(404);
    expect(body).toEqual({
      success: false,
      message: `There is no ${method} ${path}`,
      error_code: 'NOT_FOUND',
      details: null,
    });
  });

  it.each(['/api/%zz', '/api/users/%', '/%E0%A4%A'])(
    'that cannot be decoded is refused in the envelope: %s',
    async (path) => {
      const { status, headers, body } = await suite.client.get(path, undefined, { 'accept-language': 'ko' });
      expect(status).toBe(400);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(body).toEqual({
        success: false,
        message: '요청을 이해할 수 없습니다',
        error_code: 'BAD_REQUEST',
        details: null,
      });
    },
  );

  it('with an endless parameter is refused in the envelope', async () => {
    const { accessToken } = await suite.client.signUp();
    const { status, body } = await suite.client.get(`/api/users/${'x'.repeat(5_000)}`, accessToken);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).toMatchObject({ success: false, error_code: expect.any(String) });
  });
});

describe('a body', () => {
  it.each(['{"username":', '', '{} {}', `{'a':1}`])('of broken JSON is a clear 400: %p', async (text) => {
    const { status, body } = await send('/api/auth/register', 'application/json', text);
    expect({ status, body }).toEqual({
      status: 400,
      body: {
        success: false,
        message: 'The body is not valid JSON',
        error_code: 'BAD_REQUEST',
        details: null,
      },
    });
  });

  it('that would poison a prototype is refused', async () => {
    const { status, body } = await send('/api/auth/register', 'application/json', '{"__proto__":{"role":"admin"}}');
    expect({ status, code: body.error_code }).toEqual({ status: 400, code: 'BAD_REQUEST' });
  });

  it.each(['null', '[]', '"text"', '7'])('of JSON that is no object is refused field by field: %s', async (text) => {
    const { status, body } = await send('/api/auth/register', 'application/json', text);
    expect({ status, code: body.error_code }).toEqual({ status: 422, code: 'VALIDATION_ERROR' });
    expect(body.details?.map(({ field }) => field)).toEqual(['body']);
  });

  it('that is missing is refused as such', async () => {
    const { status, body } = await suite.client.request('POST', '/api/auth/register');
    expect(status).toBe(422);
    expect(body.details?.map(({ field }) => field)).toEqual(['body']);
  });

  it('of JSON that is too large is refused with the limit named', async () => {
    const { status, body } = await send('/api/auth/register', 'application/json', JSON.stringify('x'.repeat(300_000)));
    expect({ status, code: body.error_code, message: body.message }).toEqual({
      status: 413,
      code: 'FILE_TOO_LARGE',
      message: 'The body is larger than 262,144 bytes allowed for it',
    });
  });

  it.each(['text/plain', 'application/xml', 'nonsense'])('of the type %s is refused', async (contentType) => {
    const { status, body } = await send('/api/auth/register', contentType, 'hello');
    expect({ status, code: body.error_code, message: body.message }).toEqual({
      status: 400,
      code: 'BAD_REQUEST',
      message: 'The body is of a type that is not understood here; send application/json',
    });
  });
});

describe('the language of an answer', () => {
  const LANGUAGES = ['ko', 'ko-KR,ko;q=0.9,en;q=0.8', 'fr, ko;q=0.5', 'en;q=0.1, ko;q=0.2'];

  it.each(LANGUAGES)('is Korean for %s, and its code the same', async (language) => {
    const { body } = await suite.client.get('/api/users/me', undefined, { 'accept-language': language });
    expect(body.message).toBe('유효한 액세스 토큰을 "Authorization: Bearer <token>"으로 보내 주세요');
    expect(body.error_code).toBe('UNAUTHORIZED');
  });

  it.each(['en', 'fr', '*', 'ko;q=0', ';;;', 'en-US,ko;q=0.5'])('is English for %s', async (language) => {
    const { body } = await suite.client.get('/api/users/me', undefined, { 'accept-language': language });
    expect(body.message).toBe('Send a valid access token as "Authorization: Bearer <token>"');
  });

  it('is that of the request for every field of a validation too', async () => {
    const { body } = await suite.client.request('POST', '/api/auth/register', {
      json: { username: '', email: 'nope', password: '1' },
      headers: { 'accept-language': 'ko' },
    });
    expect(body.details).toHaveLength(3);
    for (const { message } of body.details ?? []) expect(message).toMatch(/[가-힣]/);
  });
});

describe('another origin', () => {
  const preflight = (origin: string, method: string): Promise<Answer<AnyBody>> =>
    suite.client.request('OPTIONS', '/api/documents', {
      headers: { origin, 'access-control-request-method': method },
    });

  it('may read answers when it is listed', async () => {
    const { headers } = await suite.client.get('/health/live', undefined, { origin: LISTED });
    expect(headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(headers.get('access-control-expose-headers')).toContain('x-request-id');
    expect(headers.get('vary')).toContain('Origin');
  });

  it.each(['https://evil.example.com', 'https://app.example.com.evil.com', 'http://app.example.com', 'null'])(
    'may not when it is %s',
    async (origin) => {
      const { headers } = await suite.client.get('/health/live', undefined, { origin });
      expect(headers.has('access-control-allow-origin')).toBe(false);
      expect((await preflight(origin, 'DELETE')).headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  it.each(['GET', 'POST', 'PUT', 'DELETE'])('that is listed may %s', async (method) => {
    const { status, headers } = await preflight(LISTED, method);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')?.split(', ')).toContain(method);
  });
});
