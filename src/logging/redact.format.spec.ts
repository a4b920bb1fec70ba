import { describe, expect, it } from '@jest/globals';
import { redact } from './redact.format.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJoYW5hIn0.c2lnbmF0dXJl';

function redacted(fields: Record<string, unknown>): Record<string, unknown> {
  return redact().transform({ level: 'info', message: '', ...fields }) as Record<string, unknown>;
}

function said(message: string): unknown {
  return redacted({ message }).message;
}

describe('a text in a log record', () => {
  it.each([
    ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [redacted]'],
    ['authorization: basic aGFuYTpwdw==', 'authorization: basic [redacted]'],
    ['Sec-WebSocket-Protocol: bearer, s3cr3t', 'Sec-WebSocket-Protocol: bearer, [redacted]'],
    [`took ${JWT} for a token`, 'took [redacted] for a token'],
    ['GET /ws?token=abc&last_seq=3', 'GET /ws?token=[redacted]&last_seq=3'],
    ['GET /ws?last_seq=3&access_token=abc', 'GET /ws?last_seq=3&access_token=[redacted]'],
    ['refresh_token=abc&x=1', 'refresh_token=[redacted]&x=1'],
    ['username=hana&password=hunter2', 'username=hana&password=[redacted]'],
    ['new_password=hunter2', 'new_password=[redacted]'],
    ['{"username":"hana","password":"hun\\"ter2"}', '{"username":"hana","password":"[redacted]"}'],
    ['{"refresh_token": "abc"}', '{"refresh_token": "[redacted]"}'],
    ['connecting to postgres://sheaf:hunter2@db:5432/sheaf', 'connecting to postgres://sheaf:[redacted]@db:5432/sheaf'],
    ['postgres://sheaf:hun@ter2@db/sheaf', 'postgres://sheaf:[redacted]@db/sheaf'],
    ['redis://:hunter2@cache:6379', 'redis://:[redacted]@cache:6379'],
  ])('%j becomes %j', (message, safe) => {
    expect(said(message)).toBe(safe);
  });

  it.each([
    'Listening on http://127.0.0.1:8001',
    'Document 019a9d30-7b0a-7d2e-b9a4-2f6f0f6a4a01 accepted',
    'GET https://example.com:443/a@b',
    'tokens are refreshed by /api/auth/refresh',
  ])('%j stays as it is', (message) => {
    expect(said(message)).toBe(message);
  });
});

describe('a field of a log record', () => {
  it.each([
    'password',
    'new_password',
    'current_password',
    'passphrase',
    'passwordHash',
    'password_hash',
    'access_token',
    'refreshToken',
    'token',
    'authorization',
    'cookie',
    'set-cookie',
    'SECRET_KEY',
    'apiKey',
    'x-api-key',
  ])('named %s is masked', (name) => {
    expect(redacted({ [name]: 'hunter2' })[name]).toBe('[redacted]');
  });

  it('is masked whatever it holds', () => {
    expect(redacted({ token: { deep: 'hunter2' } }).token).toBe('[redacted]');
    expect(redacted({ cookies: ['hunter2'] }).cookies).toBe('[redacted]');
  });

  it('is masked however deep it is', () => {
    const record = redacted({ request: { headers: [{ authorization: 'x' }], url: '/ws?token=abc', status: 200 } });
    expect(record.request).toEqual({
      headers: [{ authorization: '[redacted]' }],
      url: '/ws?token=[redacted]',
      status: 200,
    });
  });

  it('is masked in objects without a prototype, as parsed queries are', () => {
    const query = Object.assign(Object.create(null) as object, { token: 'hunter2', page: '1' });
    expect(redacted({ query }).query).toEqual({ token: '[redacted]', page: '1' });
  });

  it('that is an error tells its words and none of its fields', () => {
    const error = Object.assign(new Error('cannot reach postgres://sheaf:hunter2@db'), { parameters: ['$argon2id$x'] });
    const text = JSON.stringify(redacted({ error }));
    expect(text).toContain('cannot reach postgres://sheaf:[redacted]@db');
    expect(text).not.toMatch(/hunter2|argon2id/);
  });

  it('that says that something is missing may say so', () => {
    expect(redacted({ token: null, password: undefined })).toMatchObject({ token: null, password: undefined });
  });

  it('that is no secret stays as it is', () => {
    const date = new Date(0);
    expect(redacted({ status: 200, ok: true, date, document_id: 'x' })).toMatchObject({
      status: 200,
      ok: true,
      date,
      document_id: 'x',
    });
  });

  it('such as a stack is read as text', () => {
    expect(redacted({ stack: `Error: ${JWT}\n    at x` }).stack).toBe('Error: [redacted]\n    at x');
  });
});
