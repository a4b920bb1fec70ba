import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository, type EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import type { StateEvent } from './messages.js';
import { Notification } from './notification.entity.js';

@Injectable()
export class NotificationsRepository {
  constructor(@InjectRepository(Notification) private readonly notifications: Repository<Notification>) {}

  /**
   * Stores an event under the user's next number. The counter's row lock is held until the commit, so numbers follow
   * the order of the commits: whoever sees number n can also see all before it.
   */
  async append(manager: EntityManager, userId: string, { type, ...payload }: StateEvent): Promise<Notification> {
    const [{ last_seq }] = await manager.query<[{ last_seq: string }]>(
      `INSERT INTO notification_counters AS counter (user_id, last_seq) VALUES ($1, 1)
       ON CONFLICT (user_id) DO UPDATE SET last_seq = counter.last_seq + 1
       RETURNING last_seq`,
      [userId],
    );
    const notification = { userId, seq: Number(last_seq), type, payload, createdAt: new Date() };
    // TypeORM's type of what can be inserted knows no null within JSON.
    await manager.insert(Notification, notification as QueryDeepPartialEntity<Notification>);
    return notification;
  }

  after(userId: string, seq: number, limit: number): Promise<Notification[]> {
    return this.notifications.find({ where: { userId, seq: MoreThan(seq) }, order: { seq: 'ASC' }, take: limit });
  }

  /** The oldest first. */
  async deleteOlderThan(days: number, limit: number): Promise<void> {
    await this.notifications.manager.query(
      `DELETE FROM notifications WHERE (user_id, seq) IN (
         SELECT user_id, seq FROM notifications WHERE created_at < now() - make_interval(days => $1)
         ORDER BY created_at LIMIT $2)`,
      [days, limit],
    );
  }

  async lastSeqs(userIds: string[]): Promise<Map<string, number>> {
    const rows = await this.notifications.manager.query<{ user_id: string; last_seq: string }[]>(
      'SELECT user_id, last_seq FROM notification_counters WHERE user_id = ANY($1)',
      [userIds],
    );
    return new Map(rows.map(({ user_id, last_seq }) => [user_id, Number(last_seq)]));
  }
}
