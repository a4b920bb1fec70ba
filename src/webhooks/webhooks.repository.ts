import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { Webhook, type DisabledReason } from './webhook.entity.js';

@Injectable()
export class WebhooksRepository {
  constructor(@InjectRepository(Webhook) private readonly webhooks: Repository<Webhook>) {}

  async insert(manager: EntityManager, webhook: Partial<Webhook>): Promise<void> {
    await manager.insert(Webhook, webhook);
  }

  countOf(manager: EntityManager, userId: string): Promise<number> {
    return manager.countBy(Webhook, { userId });
  }

  findOwned(userId: string, id: string): Promise<Webhook | null> {
    return this.webhooks.findOneBy({ userId, id });
  }

  listOwned(userId: string): Promise<Webhook[]> {
    return this.webhooks.find({ where: { userId }, order: { createdAt: 'DESC', id: 'DESC' } });
  }

  /** False when the user has no such webhook. */
  async update(userId: string, id: string, changes: Partial<Webhook>): Promise<boolean> {
    const result = await this.webhooks.update({ userId, id }, { ...changes, updatedAt: () => 'now()' });
    return result.affected === 1;
  }

  async delete(userId: string, id: string): Promise<boolean> {
    return (await this.webhooks.delete({ userId, id })).affected === 1;
  }

  /** The enabled webhooks of a user that want messages of this type. */
  async idsFor(manager: EntityManager, userId: string, event: string): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT id FROM webhooks WHERE user_id = $1 AND enabled AND (events = '{}' OR $2 = ANY(events))`,
      [userId, event],
    );
    return rows.map(({ id }) => id);
  }

  findWithSecret(id: string): Promise<Webhook | null> {
    return this.webhooks.createQueryBuilder('webhook').addSelect('webhook.secret').where({ id }).getOne();
  }

  async markSucceeded(manager: EntityManager, id: string): Promise<void> {
    await manager.update(Webhook, { id }, { succeededAt: () => 'now()' });
  }

  /** False when it was not enabled, so that its owner is told once. */
  async disable(manager: EntityManager, id: string, disabledReason: DisabledReason): Promise<boolean> {
    const changes = { enabled: false, disabledReason, updatedAt: (): string => 'now()' };
    return (await manager.update(Webhook, { id, enabled: true }, changes)).affected === 1;
  }
}
