import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from './access.decorators.js';
import { Answers } from './answers.decorator.js';
import { HealthService, type Health } from './health.service.js';

const checkSchema = z.object({ status: z.enum(['up', 'down']), duration_ms: z.number(), error: z.string().optional() });
const healthSchema = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    checks: z.object({ database: checkSchema, queue: checkSchema, storage: checkSchema }),
    version: z.string(),
    uptime_s: z.int(),
  })
  .meta({
    id: 'Health',
    example: {
      status: 'ok',
      checks: {
        database: { status: 'up', duration_ms: 1 },
        queue: { status: 'up', duration_ms: 2 },
        storage: { status: 'up', duration_ms: 0 },
      },
      version: '0.1.0',
      uptime_s: 3600,
    },
  });

@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @ApiOperation({ summary: 'Health of this process and of what it stands on; 503 when something is away' })
  @Answers(200, 'ok.health', healthSchema)
  check(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    return this.answer(reply);
  }

  @Get('live')
  @ApiOperation({ summary: 'Answers as long as the process does' })
  @Answers(200, 'ok.health', z.object({ status: z.literal('ok') }))
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether requests can be served now; 503 with the failing check named' })
  @Answers(200, 'ok.health', healthSchema)
  ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    return this.answer(reply);
  }

  private async answer(reply: FastifyReply): Promise<Health> {
    const health = await this.health.check();
    if (health.status !== 'ok') void reply.status(503);
    return health;
  }
}
