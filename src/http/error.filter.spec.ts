import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BadRequestException, ForbiddenException, HttpException, Logger, NotFoundException } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import Fastify, { type FastifyInstance } from 'fastify';
import { QueryFailedError } from 'typeorm';
import { AppError, ERROR_CODES } from '../common/errors.js';
import { ErrorFilter } from './error.filter.js';
import { ERROR_STATUS } from './error-status.js';
import { withRequestContext } from './request-context.js';

let fastify: FastifyInstance;
let logged: string[];

beforeEach(() => {
  logged = [];
  fastify = Fastify({ genReqId: () => 'req-7' });
  Logger.overrideLogger({
    log: () => undefined,
    warn: () => undefined,
    error: (message: unknown) => logged.push(String(message)),
  });
});

afterEach(async () => {
  Logger.overrideLogger(false);
  await fastify.close();
});

interface Told {
  status: number;
  headers: Record<string, unknown>;
  body: { message: string; error_code: string; details: unknown; success: boolean };
  text: string;
}

/** What a client is told when a handler throws `thrown`. */
async function tell(thrown: unknown, locale: 'en' | 'ko' = 'en'): Promise<Told> {
  const filter = new ErrorFilter();
  fastify.get('/somewhere', (request, reply) => {
    withRequestContext({ requestId: request.id, locale }, () => {
      filter.catch(thrown, new ExecutionContextHost([request, reply]));
    });
    return reply;
  });
  const response = await fetch(`${await fastify.listen({ host: '127.0.0.1', port: 0 })}/somewhere?token=secret`);
  const text = await response.text();
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: JSON.parse(text) as Told['body'], text };
}

describe('a refusal of ours', () => {
  it.each(ERROR_CODES)('%s has its status and keeps its code', async (code) => {
    const { status, body } = await tell(new AppError(code, 'error.bad_request'));
    expect(status).toBe(ERROR_STATUS[code]);
    expect(body).toEqual({
      success: false,
      message: 'The request could not be understood',
      error_code: code,
      details: null,
    });
  });

  it('has the status that the contract gives it', () => {
    expect(ERROR_STATUS).toMatchObject({
      UNAUTHORIZED: 401,
      TOKEN_REUSED: 401,
      FORBIDDEN: 403,
      NOT_FOUND: 404,
      USERNAME_TAKEN: 409,
      FILE_TOO_LARGE: 413,
      FILE_TYPE_MISMATCH: 415,
      RANGE_NOT_SATISFIABLE: 416,
      VALIDATION_ERROR: 422,
      EMPTY_FILE: 422,
      INTERNAL_ERROR: 500,
      SERVICE_UNAVAILABLE: 503,
    });
  });

  it('is said in the language of the request, with its values', async () => {
    const error = new AppError('USERNAME_TAKEN', 'error.username_taken', { params: { username: 'hana' } });
    const { body } = await tell(error, 'ko');
    expect(body.message).toMatch(/hana.*[가-힣]/);
    expect(body.error_code).toBe('USERNAME_TAKEN');
  });

  it('names the fields that were refused', async () => {
    const details = [{ field: 'email', message: 'nope' }];
    const { body } = await tell(new AppError('VALIDATION_ERROR', 'error.validation', { details }));
    expect(body.details).toEqual(details);
  });

  it('asks for a token when it is a 401, and for nothing otherwise', async () => {
    const { headers } = await tell(new AppError('UNAUTHORIZED', 'error.unauthorized'));
    expect(headers).toMatchObject({ 'www-authenticate': 'Bearer' });
    expect(headers).not.toHaveProperty('retry-after');
  });

  it('is nothing to log', async () => {
    await tell(new AppError('NOT_FOUND', 'error.user_not_found', { params: { id: 'x' } }));
    expect(logged).toEqual([]);
  });
});

describe('an outage', () => {
  const gone = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' });

  it('is a 503 that says when to come again', async () => {
    const { status, headers, body } = await tell(gone);
    expect({ status, code: body.error_code }).toEqual({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    expect(headers).toMatchObject({ 'retry-after': '5' });
  });

  it('tells its reason to the log and not to the client', async () => {
    const { text } = await tell(new QueryFailedError('SELECT password FROM users', [], gone));
    expect(text).not.toMatch(/ECONN|10\.1\.2\.3|SELECT/);
    expect(logged.join()).toContain('ECONNREFUSED');
  });
});

describe('what nobody expected', () => {
  it.each([
    ['an error', new Error('secret inside at /srv/app/users.ts:7')],
    ['a failed query', new QueryFailedError('SELECT secret', [], new Error('secret column'))],
    ['a text', 'secret'],
    ['nothing', undefined],
    ['null', null],
    ['an object', { secret: true, statusCode: 404 }],
    ['an HTTP exception of a server', new HttpException('secret', 502)],
    ['an error that claims to be a server fault', Object.assign(new Error('secret'), { statusCode: 500 })],
  ])('is a 500 that tells nothing of the inside: %s', async (_what, thrown) => {
    const { status, body, text } = await tell(thrown);
    expect(status).toBe(500);
    expect(body).toEqual({
      success: false,
      message: 'Something went wrong on our side; tell us the request id req-7',
      error_code: 'INTERNAL_ERROR',
      details: null,
    });
    expect(text).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });
});

describe('a refusal of the framework', () => {
  const fastifyError = (code: string, statusCode: number): Error =>
    Object.assign(new Error(`${code}: secret`), { code, statusCode });
  /** As Nest's Fastify adapter hands it on. */
  const wrapped = (code: string, statusCode: number): Error =>
    new HttpException('secret', statusCode, { cause: fastifyError(code, statusCode) });

  it('of an unknown route names the route without its query', async () => {
    const { status, body } = await tell(new NotFoundException());
    expect(status).toBe(404);
    expect(body).toMatchObject({ error_code: 'NOT_FOUND', message: 'There is no GET /somewhere' });
  });

  it.each([
    ['plain', fastifyError],
    ['wrapped by Nest', wrapped],
  ])('of a body is told in our terms, %s', async (_how, make) => {
    const cases = [
      ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 413, 'FILE_TOO_LARGE', /larger than/],
      ['FST_ERR_CTP_INVALID_JSON_BODY', 400, 400, 'BAD_REQUEST', /not valid JSON/],
      ['FST_ERR_CTP_EMPTY_JSON_BODY', 400, 400, 'BAD_REQUEST', /not valid JSON/],
      ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, 400, 'BAD_REQUEST', /send application\/json/],
    ] as const;
    for (const [code, thrownStatus, status, errorCode, message] of cases) {
      fastify = Fastify({ genReqId: () => 'req-7' });
      const told = await tell(make(code, thrownStatus));
      expect(told).toMatchObject({ status, body: { error_code: errorCode, message: expect.stringMatching(message) } });
      expect(told.text).not.toContain('secret');
      await fastify.close();
    }
  });

  it.each([
    ['a bad request', new BadRequestException('secret')],
    ['a forbidden one', new ForbiddenException('secret')],
    ['any other', fastifyError('FST_ANYTHING', 418)],
  ])('of %s is a 400 that repeats no words of it', async (_what, thrown) => {
    const { status, body, text } = await tell(thrown);
    expect({ status, code: body.error_code }).toEqual({ status: 400, code: 'BAD_REQUEST' });
    expect(text).not.toContain('secret');
    expect(logged).toEqual([]);
  });
});

describe('an answer that has begun', () => {
  it('is cut off, since nothing can be said any more', () => {
    const destroy = jest.fn();
    const send = jest.fn();
    const reply = { raw: { headersSent: true, destroyed: false, destroy }, send };
    new ErrorFilter().catch(new AppError('NOT_FOUND', 'error.bad_request'), new ExecutionContextHost([{}, reply]));
    expect(destroy).toHaveBeenCalledTimes(1);
    expect(send).not.toHaveBeenCalled();
  });
});
