import { Injectable } from '@nestjs/common';
import { LiveMetrics, type LiveTransport } from './live.metrics.js';

const PER_USER = 10;

/** How many live connections each user has on this process, sockets and event streams together. */
@Injectable()
export class LivePlaces {
  readonly perUser = PER_USER;
  private readonly taken = new Map<string, number>();

  constructor(private readonly metrics: LiveMetrics) {}

  /** Takes one of the user's places; the result gives it back, once. Null when all are taken. */
  take(userId: string, transport: LiveTransport): (() => void) | null {
    const count = this.taken.get(userId) ?? 0;
    if (count >= PER_USER) {
      this.metrics.refused('too_many');
      return null;
    }
    this.taken.set(userId, count + 1);
    this.metrics.opened(transport);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.metrics.closed(transport);
      this.giveBack(userId);
    };
  }

  private giveBack(userId: string): void {
    const count = (this.taken.get(userId) ?? 1) - 1;
    if (count > 0) this.taken.set(userId, count);
    else this.taken.delete(userId);
  }
}
