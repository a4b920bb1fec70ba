import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AppError } from '../common/errors.js';
import type { Page } from '../common/pagination.js';
import type { Principal } from '../common/principal.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, AnswersPage, Refuses } from '../http/answers.decorator.js';
import { idSchema, nothingSchema, toPageRequest } from '../http/common.schemas.js';
import { say } from '../http/request-context.js';
import {
  deliveriesQuerySchema,
  deliverySchema,
  newWebhookSchema,
  orderedDeliverySchema,
  toDeliveryView,
  toWebhookView,
  webhookChangesSchema,
  webhookSchema,
  webhookWithSecretSchema,
  type DeliveryView,
  type WebhookView,
} from './webhook.dto.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import { checkTargetUrl, parseNetworks, TargetRefusedError } from './webhook-target.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('webhooks')
@UsersOnly()
@Refuses('UNAUTHORIZED', 'VALIDATION_ERROR')
@Controller('api/webhooks')
export class WebhooksController {
  private readonly allowed: ReturnType<typeof parseNetworks>;

  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: WebhookDeliveriesService,
    @InjectEnv() env: Env,
  ) {
    this.allowed = parseNetworks(env.WEBHOOK_ALLOWED_NETWORKS);
  }

  @Post()
  @ApiOperation({
    summary: 'Be told of messages by HTTP, signed after the Standard Webhooks specification',
    description: 'The answer holds the secret that deliveries are signed with; it is not shown again.',
  })
  @Answers(201, 'ok.webhook_created', webhookWithSecretSchema)
  @Refuses('CONFLICT')
  async create(
    @Caller() { userId }: Principal,
    @Body({ schema: newWebhookSchema }) body: z.infer<typeof newWebhookSchema>,
  ): Promise<z.infer<typeof webhookWithSecretSchema>> {
    this.checkUrl(body.url);
    const webhook = await this.webhooks.create(userId, body);
    return { ...toWebhookView(webhook), secret: webhook.secret };
  }

  @Get()
  @ApiOperation({ summary: 'Your webhooks, newest first' })
  @Answers(200, 'ok.webhooks', z.array(webhookSchema))
  async list(@Caller() { userId }: Principal): Promise<WebhookView[]> {
    return (await this.webhooks.list(userId)).map(toWebhookView);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One webhook' })
  @Answers(200, 'ok.webhook', webhookSchema)
  @Refuses('NOT_FOUND')
  async get(@Caller() { userId }: Principal, @Param('id', { schema: idSchema }) id: string): Promise<WebhookView> {
    return toWebhookView(await this.webhooks.get(userId, id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a webhook, or enable it again' })
  @Answers(200, 'ok.webhook_changed', webhookSchema)
  @Refuses('NOT_FOUND')
  async update(
    @Caller() { userId }: Principal,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: webhookChangesSchema }) changes: z.infer<typeof webhookChangesSchema>,
  ): Promise<WebhookView> {
    if (changes.url !== undefined) this.checkUrl(changes.url);
    return toWebhookView(await this.webhooks.update(userId, id, changes));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Delete a webhook; what is on its way to it is given up' })
  @Answers(200, 'ok.webhook_deleted', nothingSchema)
  @Refuses('NOT_FOUND')
  async delete(@Caller() { userId }: Principal, @Param('id', { schema: idSchema }) id: string): Promise<void> {
    await this.webhooks.delete(userId, id);
  }

  @Post(':id/test')
  @ApiOperation({ summary: 'Send a message of type webhook_test' })
  @Answers(202, 'ok.delivery_ordered', orderedDeliverySchema)
  @Refuses('NOT_FOUND')
  async test(
    @Caller() { userId }: Principal,
    @Param('id', { schema: idSchema }) id: string,
  ): Promise<z.infer<typeof orderedDeliverySchema>> {
    return { delivery_id: await this.webhooks.test(userId, id) };
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'What was delivered and what was not, every try of it; newest first, of 30 days' })
  @AnswersPage('ok.deliveries', deliverySchema)
  @Refuses('NOT_FOUND')
  async listDeliveries(
    @Caller() { userId }: Principal,
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: deliveriesQuerySchema }) query: z.infer<typeof deliveriesQuerySchema>,
  ): Promise<Page<DeliveryView>> {
    await this.webhooks.get(userId, id);
    return (await this.deliveries.list(id, query.status, toPageRequest(query))).map(toDeliveryView);
  }

  @Post(':id/deliveries/:delivery_id/replay')
  @ApiOperation({ summary: 'Deliver once more, under the same webhook-id' })
  @Answers(202, 'ok.delivery_ordered', orderedDeliverySchema)
  @Refuses('NOT_FOUND')
  async replay(
    @Caller() { userId }: Principal,
    @Param('id', { schema: idSchema }) id: string,
    @Param('delivery_id', { schema: idSchema }) deliveryId: string,
  ): Promise<z.infer<typeof orderedDeliverySchema>> {
    await this.webhooks.get(userId, id);
    await this.deliveries.replay(id, deliveryId);
    return { delivery_id: deliveryId };
  }

  private checkUrl(url: string): void {
    try {
      checkTargetUrl(url, this.allowed);
    } catch (error) {
      if (!(error instanceof TargetRefusedError)) throw error;
      const details = [{ field: 'url', message: say(`invalid.webhook_${error.reason}`) }];
      throw new AppError('VALIDATION_ERROR', 'error.validation', { details, cause: error });
    }
  }
}
