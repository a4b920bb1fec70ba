import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../common/errors.js';
import { Transactions, type Transaction } from '../database/transactions.js';
import type { WebhookPayload } from './webhook-delivery.entity.js';
import { WebhookDeliveriesService } from './webhook-deliveries.service.js';
import type { Webhook } from './webhook.entity.js';
import { WebhooksRepository } from './webhooks.repository.js';

const MAX_WEBHOOKS = 20;
const SECRET_BYTES = 32;

export interface WebhookChanges {
  url?: string | undefined;
  events?: string[] | undefined;
  secret?: string | undefined;
  enabled?: boolean | undefined;
}

/** A user's webhooks. Their targets are checked when they are written down and again whenever one is called. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesService,
    private readonly transactions: Transactions,
  ) {}

  /** The webhook with its secret, which is not shown again. Throws `CONFLICT` for one too many. */
  async create(
    userId: string,
    given: { url: string; events: string[]; secret?: string | undefined },
  ): Promise<Webhook> {
    const id = uuidv7();
    const secret = given.secret ?? newSecret();
    await this.transactions.run(async (tx) => {
      await tx.lock(`webhooks:${userId}`);
      if ((await this.webhooks.countOf(tx.manager, userId)) >= MAX_WEBHOOKS) {
        throw new AppError('CONFLICT', 'error.too_many_webhooks', { params: { limit: MAX_WEBHOOKS } });
      }
      await this.webhooks.insert(tx.manager, { id, userId, url: given.url, events: given.events, secret });
    });
    return Object.assign(await this.get(userId, id), { secret });
  }

  list(userId: string): Promise<Webhook[]> {
    return this.webhooks.listOwned(userId);
  }

  /** One's own webhook; `NOT_FOUND` otherwise. */
  async get(userId: string, id: string): Promise<Webhook> {
    const webhook = await this.webhooks.findOwned(userId, id);
    if (!webhook) throw missing(id);
    return webhook;
  }

  /** Enabling it again forgets why it was disabled. */
  async update(userId: string, id: string, changes: WebhookChanges): Promise<Webhook> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const forgotten = changes.enabled === true ? { disabledReason: null } : {};
    if (!(await this.webhooks.update(userId, id, { ...given, ...forgotten }))) throw missing(id);
    return this.get(userId, id);
  }

  async delete(userId: string, id: string): Promise<void> {
    if (!(await this.webhooks.delete(userId, id))) throw missing(id);
  }

  /** With the transaction that something happens in: orders its delivery to every webhook that wants to know. */
  async tell(tx: Transaction, userId: string, payload: WebhookPayload): Promise<void> {
    const ids = await this.webhooks.idsFor(tx.manager, userId, payload.type);
    if (ids.length > 0) await this.deliveries.order(tx, ids, payload);
  }

  /** Sends a message of type `webhook_test`, whatever types it listens to, enabled or not. */
  async test(userId: string, id: string): Promise<string> {
    await this.get(userId, id);
    const payload = { type: 'webhook_test', timestamp: new Date().toISOString(), data: { webhook_id: id } };
    const [deliveryId] = await this.transactions.run((tx) => this.deliveries.order(tx, [id], payload));
    if (deliveryId === undefined) throw missing(id);
    return deliveryId;
  }
}

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

function missing(id: string): AppError {
  return new AppError('NOT_FOUND', 'error.webhook_not_found', { params: { id } });
}
