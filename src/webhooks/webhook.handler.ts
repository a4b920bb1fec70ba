import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Transactions, type Transaction } from '../database/transactions.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { delayAfter } from './delivery-schedule.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { type SendOutcome, WebhookSender } from './webhook-sender.js';
import type { DisabledReason, Webhook } from './webhook.entity.js';
import { WebhooksRepository } from './webhooks.repository.js';

const GONE = 410;

/** Tries a delivery once and writes down how it went. */
@Injectable()
export class WebhookHandler {
  private readonly logger = new Logger(WebhookHandler.name);

  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly sender: WebhookSender,
    private readonly notifications: NotificationsService,
    private readonly transactions: Transactions,
  ) {}

  /** Does nothing for a delivery that is not due, not pending, or in another worker's hands. */
  async deliver(id: string): Promise<void> {
    const delivery = await this.deliveries.claim(id);
    const webhook = delivery && (await this.webhooks.findWithSecret(delivery.webhookId));
    if (!webhook) return;
    const outcome = await this.sender.send(webhook, delivery);
    await this.transactions.run((tx) => this.record(tx, webhook, delivery, outcome));
  }

  private async record(
    tx: Transaction,
    webhook: Webhook,
    delivery: WebhookDelivery,
    outcome: SendOutcome,
  ): Promise<void> {
    const { statusCode, error, durationMs } = outcome;
    const attempt = { id: uuidv7(), deliveryId: delivery.id, statusCode, error, durationMs, createdAt: new Date() };
    await this.deliveries.log(tx.manager, attempt);
    if (statusCode !== null && statusCode >= 200 && statusCode < 300) {
      await this.deliveries.settle(tx.manager, delivery.id, { status: 'succeeded', nextAttemptAt: null });
      await this.webhooks.markSucceeded(tx.manager, webhook.id);
      return;
    }
    const delay = statusCode === GONE || !webhook.enabled ? null : delayAfter(delivery.attempts);
    if (delay !== null) {
      const nextAttemptAt = new Date(Date.now() + delay);
      await this.deliveries.settle(tx.manager, delivery.id, { status: 'pending', nextAttemptAt });
      return;
    }
    await this.deliveries.settle(tx.manager, delivery.id, { status: 'failed', nextAttemptAt: null });
    const reason = reasonToDisable(webhook, delivery, statusCode);
    if (reason) await this.disable(tx, webhook, reason);
  }

  private async disable(tx: Transaction, webhook: Webhook, reason: DisabledReason): Promise<void> {
    if (!(await this.webhooks.disable(tx.manager, webhook.id, reason))) return;
    this.logger.log(`The webhook ${webhook.id} was disabled: ${reason}`);
    const event = { type: 'webhook_disabled' as const, webhook_id: webhook.id, reason };
    await this.notifications.record(tx, webhook.userId, event);
  }
}

/** A target that is gone, or that nothing has reached since a delivery was made that is now given up. */
function reasonToDisable(
  { enabled, succeededAt }: Webhook,
  { createdAt, event }: WebhookDelivery,
  statusCode: number | null,
): DisabledReason | null {
  if (!enabled || event === 'webhook_test') return null;
  if (statusCode === GONE) return 'gone';
  return succeededAt === null || succeededAt < createdAt ? 'failing' : null;
}
