import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository, type EntityManager } from 'typeorm';
import { offsetOf, Page, type PageRequest } from '../common/pagination.js';
import { WebhookAttempt } from './webhook-attempt.entity.js';
import { WebhookDelivery, type DeliveryStatus, type WebhookPayload } from './webhook-delivery.entity.js';

/** Longer than a try can take: by then the worker that claimed it is gone. */
const CLAIM = `interval '60 seconds'`;
/** A delivery that is due gets to its queue with the transaction that orders it; this long it may take. */
const FORGOTTEN_AFTER = `interval '5 seconds'`;
const DUE_BATCH = 500;

export interface NewDelivery {
  id: string;
  webhookId: string;
  event: string;
  payload: WebhookPayload;
  createdAt: Date;
  nextAttemptAt: Date;
}

@Injectable()
export class WebhookDeliveriesRepository {
  constructor(@InjectRepository(WebhookDelivery) private readonly deliveries: Repository<WebhookDelivery>) {}

  async insert(manager: EntityManager, deliveries: NewDelivery[]): Promise<void> {
    // TypeORM's own type of a partial entity does not know that JSON may hold anything.
    await manager
      .createQueryBuilder()
      .insert()
      .into(WebhookDelivery)
      .values(deliveries as object[])
      .execute();
  }

  async list(webhookId: string, status: DeliveryStatus | undefined, page: PageRequest): Promise<Page<WebhookDelivery>> {
    const [items, total] = await this.deliveries.findAndCount({
      where: { webhookId, ...(status && { status }) },
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: offsetOf(page),
      take: page.pageSize,
    });
    return new Page(items, total, page);
  }

  attemptsOf(deliveryIds: string[]): Promise<WebhookAttempt[]> {
    return this.deliveries.manager.find(WebhookAttempt, {
      where: { deliveryId: In(deliveryIds) },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** Makes a delivery due now, with all its tries before it. False when the webhook has no such delivery. */
  async restart(webhookId: string, id: string): Promise<boolean> {
    const changes = { status: 'pending' as const, attempts: 0, nextAttemptAt: () => 'now()', finishedAt: null };
    return (await this.deliveries.update({ webhookId, id }, changes)).affected === 1;
  }

  /** Of any number of workers one gets the delivery, and only when it is due. */
  async claim(id: string): Promise<WebhookDelivery | null> {
    const { affected } = await this.deliveries
      .createQueryBuilder()
      .update()
      .set({ claimedUntil: () => `now() + ${CLAIM}`, attempts: () => 'attempts + 1' })
      .where(
        `id = :id AND status = 'pending' AND next_attempt_at <= now() AND coalesce(claimed_until, '-infinity') < now()`,
        { id },
      )
      .execute();
    return affected === 1 ? this.deliveries.findOneBy({ id }) : null;
  }

  async settle(
    manager: EntityManager,
    id: string,
    outcome: { status: DeliveryStatus; nextAttemptAt: Date | null },
  ): Promise<void> {
    const finishedAt = outcome.status === 'pending' ? null : new Date();
    await manager.update(WebhookDelivery, { id }, { ...outcome, finishedAt, claimedUntil: null });
  }

  async log(manager: EntityManager, attempt: Partial<WebhookAttempt>): Promise<void> {
    await manager.insert(WebhookAttempt, attempt);
  }

  /** Those whose time has come and that nobody works on; oldest first. */
  async idsDue(): Promise<string[]> {
    const rows = await this.deliveries.manager.query<{ id: string }[]>(
      `SELECT id FROM webhook_deliveries
       WHERE status = 'pending' AND coalesce(claimed_until, '-infinity') < now()
         AND next_attempt_at <= now() AND (attempts > 0 OR next_attempt_at < now() - ${FORGOTTEN_AFTER})
       ORDER BY next_attempt_at LIMIT ${DUE_BATCH}`,
    );
    return rows.map(({ id }) => id);
  }

  async deleteOlderThan(days: number, limit: number): Promise<void> {
    await this.deliveries.manager.query(
      `DELETE FROM webhook_deliveries WHERE id IN (
         SELECT id FROM webhook_deliveries
         WHERE created_at < now() - make_interval(days => $1) AND status <> 'pending' ORDER BY created_at LIMIT $2)`,
      [days, limit],
    );
  }
}
