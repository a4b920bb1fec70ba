import { applyDecorators, Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AppError } from '../common/errors.js';
import { Public } from './access.decorators.js';
import { Answers } from './answers.decorator.js';
import { errorSchema, successSchema, type ErrorAnswer } from './envelope.js';
import { HealthService, type Health } from './health.service.js';
import { Readiness } from './readiness.js';
import { RETRY_AFTER_SECONDS } from './refusal.js';
import { say } from './request-context.js';

const HEALTH_EXAMPLE = {
  status: 'ok' as const,
  checks: {
    database: { status: 'up' as const, duration_ms: 1 },
    queue: { status: 'up' as const, duration_ms: 2, backend: 'redis' as const },
    storage: { status: 'up' as const, duration_ms: 0, backend: 'disk' as const },
  },
  version: '0.1.0',
  uptime_s: 3600,
};
const DOWN_EXAMPLE = { status: 'down' as const, duration_ms: 2000, error: 'not reachable' };

const checkSchema = z.object({ status: z.enum(['up', 'down']), duration_ms: z.number(), error: z.string().optional() });
const queueCheckSchema = checkSchema.extend({ backend: z.enum(['redis', 'postgresql']) });
const storageCheckSchema = checkSchema.extend({ backend: z.enum(['disk', 's3']) });
const healthSchema = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    checks: z.object({ database: checkSchema, queue: queueCheckSchema, storage: storageCheckSchema }),
    version: z.string(),
    uptime_s: z.int(),
  })
  .meta({
    id: 'Health',
    example: HEALTH_EXAMPLE,
  });

/** A refusal like any other, and beside it the same report as in good days. */
const unhealthySchema = errorSchema.extend({ data: healthSchema }).meta({
  id: 'Unhealthy',
  example: {
    success: false,
    message: 'Not healthy: database',
    error_code: 'SERVICE_UNAVAILABLE',
    details: [{ field: 'database', message: 'not reachable' }],
    data: { ...HEALTH_EXAMPLE, status: 'unavailable', checks: { ...HEALTH_EXAMPLE.checks, database: DOWN_EXAMPLE } },
  },
});
type HealthAnswer = { success: true; message: string; data: Health } | (ErrorAnswer & { data: Health });

const AnswersHealth = (): MethodDecorator =>
  applyDecorators(
    ApiResponse({ status: 200, description: 'Success', standardSchema: successSchema(healthSchema) }),
    ApiResponse({ status: 503, description: 'SERVICE_UNAVAILABLE', standardSchema: unhealthySchema }),
  );

@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly readiness: Readiness,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Health of this process and of what it stands on; 503 when something is away' })
  @AnswersHealth()
  check(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthAnswer> {
    return this.answer(reply);
  }

  @Get('live')
  @ApiOperation({ summary: 'Answers as long as the process does' })
  @Answers(200, 'ok.health', z.object({ status: z.literal('ok') }).meta({ example: { status: 'ok' } }))
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether requests can be served now; 503 with the failing check named, and while it stops' })
  @AnswersHealth()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthAnswer> {
    if (this.readiness.isStopping) throw new AppError('SERVICE_UNAVAILABLE', 'error.stopping');
    return this.answer(reply);
  }

  private async answer(reply: FastifyReply): Promise<HealthAnswer> {
    const data = await this.health.check();
    if (data.status === 'ok') return { success: true, message: say('ok.health'), data };
    void reply.status(503).header('retry-after', RETRY_AFTER_SECONDS);
    const details = Object.entries(data.checks)
      .filter(([, check]) => check.status === 'down')
      .map(([field, { error = '' }]) => ({ field, message: error }));
    const message = say('error.unhealthy', { failing: details.map(({ field }) => field).join(', ') });
    return { success: false, message, error_code: 'SERVICE_UNAVAILABLE', details, data };
  }
}
