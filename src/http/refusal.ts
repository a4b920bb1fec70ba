import type { FastifyReply } from 'fastify';
import type { AppError } from '../common/errors.js';
import type { ErrorAnswer } from './envelope.js';
import { ERROR_STATUS } from './error-status.js';
import { say } from './request-context.js';

export const RETRY_AFTER_SECONDS = 5;

/** Answers an error in the envelope, with the headers its status calls for. */
export function refuse(reply: FastifyReply, error: AppError): FastifyReply {
  const status: number = ERROR_STATUS[error.code];
  if (status === 401 && !reply.hasHeader('www-authenticate')) void reply.header('www-authenticate', 'Bearer');
  const retryAfter = error.retryAfterSeconds ?? (status === 503 ? RETRY_AFTER_SECONDS : null);
  if (retryAfter !== null) void reply.header('retry-after', retryAfter);
  const answer: ErrorAnswer = {
    success: false,
    message: say(error.key, error.params),
    error_code: error.code,
    details: error.details,
  };
  return reply.status(status).type('application/json; charset=utf-8').send(answer);
}
