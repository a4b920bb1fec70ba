import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, describeError } from '../common/errors.js';
import { isOutage } from './outage.js';
import { refuse } from './refusal.js';

const BODY_LIMIT_CODE = 'FST_ERR_CTP_BODY_TOO_LARGE';
const MEDIA_TYPE_CODE = 'FST_ERR_CTP_INVALID_MEDIA_TYPE';
const BROKEN_JSON_CODES = new Set(['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY']);

/** The one place where what was thrown becomes an answer. What is not ours to tell is logged and answered as a 500. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('error');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = this.toAppError(thrown, request);
    // The client is gone, or part of a stream is out: nothing can be said any more.
    if (reply.raw.headersSent || reply.raw.destroyed) {
      reply.raw.destroy();
      return;
    }
    void refuse(reply, error);
  }

  private toAppError(thrown: unknown, request: FastifyRequest): AppError {
    if (thrown instanceof AppError) return thrown;
    if (isOutage(thrown)) {
      this.logger.error(`Not available: ${describeError(thrown)}`, thrown instanceof Error ? thrown.stack : undefined);
      return new AppError('SERVICE_UNAVAILABLE', 'error.unavailable', { cause: thrown });
    }
    return refusalOfFramework(thrown, request) ?? this.internal(thrown, request);
  }

  private internal(thrown: unknown, request: FastifyRequest): AppError {
    this.logger.error(describeError(thrown), thrown instanceof Error ? thrown.stack : undefined);
    return new AppError('INTERNAL_ERROR', 'error.internal', { params: { request_id: request.id }, cause: thrown });
  }
}

/** What Nest and Fastify refuse by themselves, in our terms; null for anything that is a fault of ours. */
function refusalOfFramework(thrown: unknown, request: FastifyRequest): AppError | null {
  const status = statusOf(thrown);
  const code = codeOf(thrown);
  if (status === null || status >= 500) return null;
  if (status === 404) {
    const params = { method: request.method, path: request.originalUrl.split('?')[0] ?? '' };
    return new AppError('NOT_FOUND', 'error.route_not_found', { params });
  }
  if (code === BODY_LIMIT_CODE) {
    const params = { limit: request.routeOptions.bodyLimit ?? 0 };
    return new AppError('FILE_TOO_LARGE', 'error.body_too_large', { params, cause: thrown });
  }
  if (code === MEDIA_TYPE_CODE) {
    return new AppError('BAD_REQUEST', 'error.body_type', { cause: thrown });
  }
  if (code !== undefined && BROKEN_JSON_CODES.has(code)) {
    return new AppError('BAD_REQUEST', 'error.broken_json', { cause: thrown });
  }
  return new AppError('BAD_REQUEST', 'error.bad_request', { cause: thrown });
}

/** Fastify's code; Nest makes an exception of its own of what Fastify throws, and keeps that as its cause. */
function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return thrown instanceof HttpException ? codeOf(thrown.cause) : undefined;
}

function statusOf(thrown: unknown): number | null {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const { statusCode } = (thrown instanceof Error ? thrown : {}) as Partial<FastifyError>;
  return statusCode ?? null;
}
