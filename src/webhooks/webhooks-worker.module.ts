import { Module } from '@nestjs/common';
import { WebhookSender } from './webhook-sender.js';
import { WebhookHandler } from './webhook.handler.js';
import { WebhookProcessor } from './webhook.processor.js';
import { WebhooksModule } from './webhooks.module.js';

@Module({
  imports: [WebhooksModule],
  providers: [WebhookSender, WebhookHandler, WebhookProcessor],
})
export class WebhooksWorkerModule {}
