import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../common/errors.js';
import { Page, type PageRequest } from '../common/pagination.js';
import type { Transaction } from '../database/transactions.js';
import { JobDispatcher } from '../queue/job-dispatcher.js';
import type { WebhookAttempt } from './webhook-attempt.entity.js';
import type { DeliveryStatus, WebhookDelivery, WebhookPayload } from './webhook-delivery.entity.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';

const KEPT_DAYS = 30;
const FORGET_BATCH = 500;

export interface LoggedDelivery {
  delivery: WebhookDelivery;
  attempts: WebhookAttempt[];
}

/** Messages on their way to webhooks. The row is the promise; the queue only makes it quick. */
@Injectable()
export class WebhookDeliveriesService {
  constructor(
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly dispatcher: JobDispatcher,
  ) {}

  /** Writes one delivery for each webhook and, after the commit, puts them on the queue. Resolves to their ids. */
  async order(tx: Transaction, webhookIds: readonly string[], payload: WebhookPayload): Promise<string[]> {
    const now = new Date();
    const rows = webhookIds.map((webhookId) => ({ id: uuidv7(), webhookId, createdAt: now, nextAttemptAt: now }));
    await this.deliveries.insert(
      tx.manager,
      rows.map((row) => ({ ...row, event: payload.type, payload })),
    );
    const ids = rows.map(({ id }) => id);
    tx.afterCommit(() => this.dispatch(ids));
    return ids;
  }

  /** A webhook's deliveries with every try, newest first. */
  async list(
    webhookId: string,
    status: DeliveryStatus | undefined,
    request: PageRequest,
  ): Promise<Page<LoggedDelivery>> {
    const page = await this.deliveries.list(webhookId, status, request);
    const attempts = await this.deliveries.attemptsOf(page.items.map(({ id }) => id));
    return page.map((delivery) => ({
      delivery,
      attempts: attempts.filter(({ deliveryId }) => deliveryId === delivery.id),
    }));
  }

  /** Delivers once more what has arrived or was given up, under the same id. `NOT_FOUND` for what the webhook has not. */
  async replay(webhookId: string, id: string): Promise<void> {
    if (!(await this.deliveries.restart(webhookId, id))) {
      throw new AppError('NOT_FOUND', 'error.delivery_not_found', { params: { id } });
    }
    await this.dispatch([id]);
  }

  /** Puts on the queue what is due: further tries, and what never got there. Forgets what is older than 30 days. */
  async sweep(): Promise<void> {
    await this.dispatch(await this.deliveries.idsDue());
    await this.deliveries.deleteOlderThan(KEPT_DAYS, FORGET_BATCH);
  }

  private async dispatch(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.dispatcher.dispatch({ kind: 'webhook', id, priority: 1 });
  }
}
