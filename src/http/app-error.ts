import { HttpException, Logger } from '@nestjs/common';
import type { FastifyError, FastifyRequest } from 'fastify';
import { AppError, describeError, isError } from '../common/errors.js';
import { isOutage } from './outage.js';

const BODY_LIMIT_CODE = 'FST_ERR_CTP_BODY_TOO_LARGE';
const MEDIA_TYPE_CODE = 'FST_ERR_CTP_INVALID_MEDIA_TYPE';
const BROKEN_JSON_CODES = new Set(['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY']);

const logger = new Logger('error');

/** Whatever was thrown, as a refusal that can be told. What is not the caller's to know is logged instead. */
export function toAppError(thrown: unknown, request: FastifyRequest): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isOutage(thrown)) {
    logger.error(`Not available: ${describeError(thrown)}`, stackOf(thrown));
    return new AppError('SERVICE_UNAVAILABLE', 'error.unavailable', { cause: thrown });
  }
  return refusalOfFramework(thrown, request) ?? internal(thrown, request);
}

function internal(thrown: unknown, request: FastifyRequest): AppError {
  logger.error(describeError(thrown), stackOf(thrown));
  return new AppError('INTERNAL_ERROR', 'error.internal', { params: { request_id: request.id }, cause: thrown });
}

function stackOf(thrown: unknown): string | undefined {
  return isError(thrown) ? thrown.stack : undefined;
}

/** What Nest and Fastify refuse by themselves, in our terms; null for anything that is a fault of ours. */
function refusalOfFramework(thrown: unknown, request: FastifyRequest): AppError | null {
  const status = statusOf(thrown);
  const code = codeOf(thrown);
  if (status === null || status >= 500) return null;
  if (status === 404) {
    const params = { method: request.method, path: request.originalUrl.replace(/\?.*$/s, '') };
    return new AppError('NOT_FOUND', 'error.route_not_found', { params });
  }
  if (code === BODY_LIMIT_CODE) {
    const params = { limit: request.routeOptions.bodyLimit };
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
  if (!isError(thrown)) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return thrown instanceof HttpException ? codeOf(thrown.cause) : undefined;
}

function statusOf(thrown: unknown): number | null {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const { statusCode } = (isError(thrown) ? thrown : {}) as Partial<FastifyError>;
  return statusCode ?? null;
}
