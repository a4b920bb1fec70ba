import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import type { MessageKey } from '../common/messages/messages.js';
import { Page } from '../common/pagination.js';
import { ANSWER_MESSAGE } from './answers.decorator.js';
import { say } from './request-context.js';

/** Wraps what a handler returns; routes without `@Answers` (tokens, bytes, streams) pass as they are. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const key = this.reflector.get<MessageKey | undefined>(ANSWER_MESSAGE, context.getHandler());
    if (key === undefined) return next.handle();
    return next.handle().pipe(map((data) => wrap(say(key), data)));
  }
}

function wrap(message: string, data: unknown): object {
  if (!(data instanceof Page)) return { success: true, message, data: data ?? null };
  const { items, total, request, totalPages } = data;
  return {
    success: true,
    message,
    data: items as unknown[],
    total,
    page: request.page,
    page_size: request.pageSize,
    total_pages: totalPages,
  };
}
