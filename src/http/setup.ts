import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import type { Logger } from 'winston';
import { ApiModule } from '../api.module.js';
import { AppError } from '../common/errors.js';
import { pickLocale } from '../common/messages/messages.js';
import type { Env } from '../config/env.js';
import { NestLogger } from '../logging/nest.logger.js';
import { LiveWsAdapter } from '../notifications/live-ws.adapter.js';
import { RateLimitsService } from '../rate-limits/rate-limits.service.js';
import { answerClientError } from './client-errors.js';
import { EnvelopeInterceptor } from './envelope.interceptor.js';
import { ErrorFilter } from './error.filter.js';
import { HttpMetrics } from './http.metrics.js';
import { serveDocs } from './openapi.js';
import { Operators } from './operators.js';
import { serveQueueDashboard } from './queue-dashboard.js';
import { limitAddresses } from './rate-limit.guard.js';
import { Readiness } from './readiness.js';
import { refuse } from './refusal.js';
import { withRequestContext } from './request-context.js';
import { addDrainHook, addRequestHooks } from './request-hooks.js';
import { RouteTable } from './route-table.js';
import { ValidationPipe } from './validation.pipe.js';

const JSON_BODY_LIMIT = 256 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
const CHECK_CONNECTIONS_MS = 5_000;
const MAX_FORM_FIELDS = 20;
const MAX_FIELD_BYTES = 16 * 1024;
const LIMIT_HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'ratelimit-policy'];
const SANE_REQUEST_ID = /^[\w.:+/=-]{1,128}$/;

/** The HTTP application, complete but not listening. */
export async function createHttpApp(env: Env, winston: Logger): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: JSON_BODY_LIMIT,
    trustProxy: env.TRUSTED_PROXIES.length > 0 && env.TRUSTED_PROXIES,
    ...timeouts(env),
    clientErrorHandler: answerClientError,
    genReqId: requestId,
    rewriteUrl,
    frameworkErrors: refuseBadUrl,
    // What comes while it closes is served: a proxy would take a refusal for the answer. The database goes last.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(env), adapter, {
    logger: new NestLogger(winston),
    abortOnError: false,
  });
  // Read as a string by Fastify, which no route asks for.
  adapter.getInstance().removeContentTypeParser('text/plain');
  app.get(RouteTable).watch(adapter.getInstance());
  addRequestHooks(adapter.getInstance(), winston, app.get(HttpMetrics));
  addDrainHook(adapter.getInstance(), app.get(Readiness));
  limitAddresses(adapter.getInstance(), app.get(RateLimitsService));
  app.get(Operators).guardOperations(adapter.getInstance());
  await registerPlugins(app, env);
  app.useWebSocketAdapter(new LiveWsAdapter(app));
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalInterceptors(new EnvelopeInterceptor(app.get(Reflector)));
  app.useGlobalFilters(new ErrorFilter());
  app.enableShutdownHooks([], { useProcessExit: true });
  await serveQueueDashboard(app);
  if (env.DOCS_ENABLED) await serveDocs(app);
  return app;
}

/** A request that trickles in is cut off; how long an answer takes is another matter. */
function timeouts({ REQUEST_TIMEOUT_SECONDS }: Env): object {
  const requestTimeout = REQUEST_TIMEOUT_SECONDS * 1_000;
  return {
    requestTimeout,
    http: {
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeout),
      connectionsCheckingInterval: Math.min(CHECK_CONNECTIONS_MS, requestTimeout / 2),
    },
  };
}

async function registerPlugins(app: NestFastifyApplication, env: Env): Promise<void> {
  await app.register(helmet, { contentSecurityPolicy: { directives: CONTENT_SECURITY_POLICY } });
  await app.register(cors, {
    origin: env.CORS_ORIGINS,
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['x-request-id', 'etag', 'content-disposition', 'content-range', 'retry-after', ...LIMIT_HEADERS],
  });
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      fileSize: env.MAX_UPLOAD_SIZE,
      files: env.MAX_BATCH_FILES + 1,
      fields: MAX_FORM_FIELDS,
      fieldSize: MAX_FIELD_BYTES,
      fieldNameSize: 100,
      parts: env.MAX_BATCH_FILES + MAX_FORM_FIELDS + 1,
    },
  });
}

/** Swagger UI styles itself inline, ReDoc searches in a worker made from a blob; nothing comes from another host. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: [`'self'`],
  scriptSrc: [`'self'`],
  styleSrc: [`'self'`, `'unsafe-inline'`],
  fontSrc: [`'self'`, 'data:'],
  imgSrc: [`'self'`, 'data:'],
  workerSrc: [`'self'`, 'blob:'],
  upgradeInsecureRequests: null,
};

function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : uuidv7();
}

/** A path that cannot be decoded never becomes a request with hooks, so what they would do is done here. */
function refuseBadUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id);
  const locale = pickLocale(request.headers['accept-language']);
  withRequestContext({ requestId: request.id, locale }, () => {
    void refuse(reply, new AppError('BAD_REQUEST', 'error.bad_request', { cause: error }));
  });
}

/** Every route stands under `/api` and, the same, under `/api/v1`. */
function rewriteUrl({ url = '/' }: { url?: string | undefined }): string {
  return url.replace(/^\/api\/v1(?=\/|\?|$)/, '/api');
}
