import { describe, expect, it } from '@jest/globals';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { firstValueFrom, of } from 'rxjs';
import { z } from 'zod';
import { Page } from '../common/pagination.js';
import { Answers, AnswersPage } from './answers.decorator.js';
import { EnvelopeInterceptor } from './envelope.interceptor.js';
import { withRequestContext } from './request-context.js';

/** A stand-in for a controller: what counts are its decorators. */
class Routes {
  @Answers(200, 'ok.document', z.string())
  one(): void {
    return;
  }

  @AnswersPage('ok.documents', z.string())
  page(): void {
    return;
  }

  tokens(): void {
    return;
  }
}

function handlerOf(route: keyof Routes): () => void {
  return Reflect.get<Routes, typeof route>(Routes.prototype, route);
}

function wrap(route: keyof Routes, data: unknown, locale: 'en' | 'ko' = 'en'): Promise<unknown> {
  const context = new ExecutionContextHost([], Routes, handlerOf(route));
  return withRequestContext({ requestId: 'req-7', locale }, () =>
    firstValueFrom(new EnvelopeInterceptor(new Reflector()).intercept(context, { handle: () => of(data) })),
  );
}

describe('the envelope', () => {
  it('bears the message of the route and what the handler gave', async () => {
    expect(await wrap('one', { id: 1 })).toEqual({ success: true, message: 'Document', data: { id: 1 } });
  });

  it('says its message in the language of the request', async () => {
    expect(await wrap('one', 1, 'ko')).toMatchObject({ message: '문서' });
  });

  it('has null where a handler gave nothing', async () => {
    expect(await wrap('one', undefined)).toEqual({ success: true, message: 'Document', data: null });
  });

  it('keeps what is false or empty', async () => {
    for (const data of [0, '', false, []]) expect(await wrap('one', data)).toMatchObject({ data });
  });

  it('tells beside the items of a page where it stands', async () => {
    expect(await wrap('page', new Page(['a', 'b'], 12, { page: 2, pageSize: 10 }))).toEqual({
      success: true,
      message: 'Documents',
      data: ['a', 'b'],
      total: 12,
      page: 2,
      page_size: 10,
      total_pages: 2,
    });
  });

  it('is not put around what has a shape of its own', async () => {
    expect(await wrap('tokens', { access_token: 'x' })).toEqual({ access_token: 'x' });
  });
});
