import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'winston';
import { pickLocale } from '../common/messages/messages.js';
import type { Principal } from '../common/principal.js';
import { withLogContext } from '../logging/log-context.js';
import { openSpan, type OpenSpan } from '../tracing/tracing.js';
import type { HttpMetrics } from './http.metrics.js';
import type { Readiness } from './readiness.js';
import { withRequestContext } from './request-context.js';

const MAX_LOG_TEXT = 200;
/** Controls, separators of lines, and marks that reorder text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** For every request: its id and language in context, `X-Request-Id` on the answer, an access record, a measurement. */
export function addRequestHooks(fastify: FastifyInstance, access: Logger, metrics: HttpMetrics): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const locale = pickLocale(request.headers['accept-language']);
    withRequestContext({ requestId: request.id, locale }, () => {
      withLogContext({ request_id: request.id }, () => {
        traced(request, reply).run(done);
      });
    });
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const seconds = reply.elapsedTime / 1000;
    metrics.observe(request.method, request.routeOptions.url, reply.statusCode, seconds);
    access.info('request', {
      context: 'access',
      request_id: request.id,
      method: request.method,
      // Without the query: it may hold a token.
      path: toLogText(request.url.split('?')[0] ?? ''),
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      address: toLogText(request.ip),
      user_id: principalOf(request)?.userId,
      user_agent: toLogText(request.headers['user-agent'] ?? '') || undefined,
    });
    done();
  });
}

/** What a client wrote, in a line of its own length: what would end the line or hide in it is shown as what it is. */
function toLogText(text: string): string {
  return text.slice(0, MAX_LOG_TEXT).replace(UNPRINTABLE, (character) => encodeURIComponent(character));
}

/**
 * Answers of a process that is stopping end their connection: one that stays open could be closed at the very moment in
 * which a proxy sends the next request on it.
 */
export function addDrainHook(fastify: FastifyInstance, readiness: Readiness): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (readiness.isStopping) void reply.header('connection', 'close');
    done();
  });
}

/** Ends with the connection's answer, also when the client goes away before it has it. */
function traced(request: FastifyRequest, reply: FastifyReply): OpenSpan {
  const { traceparent } = request.headers;
  const route = request.routeOptions.url ?? 'unknown';
  const span = openSpan(`${request.method} ${route}`, {
    kind: 'server',
    parent: typeof traceparent === 'string' ? traceparent : null,
    attributes: { 'http.request.method': request.method, 'http.route': route, 'sheaf.request_id': request.id },
  });
  reply.raw.once('close', () => {
    span.annotate({ 'http.response.status_code': reply.statusCode });
    span.end(reply.statusCode >= 500 ? String(reply.statusCode) : undefined);
  });
  return span;
}

function principalOf(request: FastifyRequest): Principal | undefined {
  return (request as FastifyRequest & { user?: Principal }).user;
}
