import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Principal } from '../common/principal.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { requestLocale } from '../http/request-context.js';
import { NotificationsService } from './notifications.service.js';
import { toWire, type WireMessage } from './wire.js';

const MAX_LIMIT = 200;

const querySchema = z.object({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0).describe('The last number you know'),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(50),
});

const notificationsSchema = z
  .object({
    last_seq: z.int().describe('The number of your newest message'),
    notifications: z
      .array(z.looseObject({ type: z.string(), seq: z.int(), timestamp: z.iso.datetime() }))
      .describe('Oldest first; as on /ws'),
  })
  .meta({
    id: 'Notifications',
    example: {
      last_seq: 42,
      notifications: [
        {
          type: 'report_ready',
          seq: 42,
          timestamp: '2026-01-07T03:21:11.482Z',
          document_id: '019a9d30-7b0a-7d2e-b9a4-2f6f0f6a4a01',
          report_id: '019a9d30-8c11-7a3f-9d52-71c3a0b8de10',
        },
      ],
    },
  });

@ApiTags('live')
@UsersOnly()
@Refuses('UNAUTHORIZED')
@Controller('api/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Get()
  @ApiOperation({
    summary: 'The messages of /ws for those who poll',
    description: 'Those after a number, oldest first. They are kept for 30 days.',
  })
  @Answers(200, 'ok.notifications', notificationsSchema)
  @Refuses('VALIDATION_ERROR')
  async list(
    @Caller() { userId }: Principal,
    @Query({ schema: querySchema }) { after, limit }: z.infer<typeof querySchema>,
  ): Promise<{ last_seq: number; notifications: WireMessage[] }> {
    // The number first: a message that comes in between is in the list, and at worst asked for again.
    const lastSeq = await this.notifications.lastSeq(userId);
    const messages = await this.notifications.after(userId, after, limit);
    return { last_seq: lastSeq, notifications: messages.map((message) => toWire(message, requestLocale())) };
  }
}
