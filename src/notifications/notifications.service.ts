import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transactions.js';
import { LiveBus } from './live-bus.js';
import type { ProgressMessage, StateEvent, StateMessage } from './messages.js';
import type { Notification } from './notification.entity.js';
import { NotificationMetrics } from './notification.metrics.js';
import { NotificationsRepository } from './notifications.repository.js';
import { WebhooksService } from '../webhooks/webhooks.service.js';
import { toWire } from './wire.js';

const REPLAY_BATCH = 200;
const KEPT_DAYS = 30;
const FORGET_BATCH = 2_000;

/** Tells users what happened: rows first, the live message and the calls of webhooks after the commit. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly bus: LiveBus,
    private readonly webhooks: WebhooksService,
    private readonly metrics: NotificationMetrics,
  ) {}

  /**
   * Notes a change of state with the transaction that makes it, as the last of its writes: it locks the user's counter
   * until the commit.
   */
  async record(tx: Transaction, userId: string, event: StateEvent): Promise<void> {
    const notification = await this.notifications.append(tx.manager, userId, event);
    const state = toMessage(notification);
    tx.afterCommit(() => {
      this.metrics.count(event.type);
      return this.bus.publish({ user_id: userId, kind: 'state', state });
    });
    const { type, timestamp, ...data } = toWire(state, 'en');
    await this.webhooks.tell(tx, userId, { type, timestamp, data });
  }

  async tellProgress(userId: string, progress: Omit<ProgressMessage, 'type' | 'timestamp'>): Promise<void> {
    const message = { type: 'progress' as const, ...progress, timestamp: new Date().toISOString() };
    await this.bus.publish({ user_id: userId, kind: 'progress', progress: message });
  }

  /** The user's messages after `seq`, oldest first, at most `limit` of them. */
  async after(userId: string, seq: number, limit = REPLAY_BATCH): Promise<StateMessage[]> {
    return (await this.notifications.after(userId, seq, limit)).map(toMessage);
  }

  /** Removes what is older than 30 days, a part of it at a time. */
  async forgetOld(): Promise<void> {
    await this.notifications.deleteOlderThan(KEPT_DAYS, FORGET_BATCH);
  }

  async lastSeq(userId: string): Promise<number> {
    return (await this.lastSeqs([userId])).get(userId) ?? 0;
  }

  /** The number of the newest message of each of these users; those without any are left out. */
  lastSeqs(userIds: string[]): Promise<Map<string, number>> {
    return this.notifications.lastSeqs(userIds);
  }
}

function toMessage({ seq, type, payload, createdAt }: Notification): StateMessage {
  return { seq, timestamp: createdAt.toISOString(), event: { type, ...payload } as StateMessage['event'] };
}
