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
  if (error.params.window !== undefined) tellLimit(reply, error);
  const answer: ErrorAnswer = {
    success: false,
    message: say(error.key, error.params),
    error_code: error.code,
    details: error.details,
  };
  return reply.status(status).type('application/json; charset=utf-8').send(answer);
}

/** The headers of the limit that was reached, in the place of those of a wider one. */
function tellLimit(reply: FastifyReply, { params: { limit, window, seconds } }: AppError): void {
  void reply
    .header('ratelimit-limit', limit)
    .header('ratelimit-remaining', 0)
    .header('ratelimit-reset', seconds)
    .header('ratelimit-policy', `${String(limit)};w=${String(window)}`);
}
