import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AuthService } from '../auth/auth.service.js';
import { describeError } from '../common/errors.js';

/** Whose session ended (logged out, password changed, a token used twice) is cut off within this time. */
const CHECK_MS = 3_000;

/** Cuts off live connections of this process whose session has ended: their tokens would still be good for a while. */
@Injectable()
export class SessionWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SessionWatch.name);
  private readonly watched = new Map<string, Set<() => void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly auth: AuthService) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.check().catch((error: unknown) => {
        this.logger.warn(`Could not look for ended sessions: ${describeError(error)}`);
      });
    }, CHECK_MS);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Calls `onEnded` once the session has ended; the result stops the watch. */
  watch(sessionId: string, onEnded: () => void): () => void {
    const listeners = this.watched.get(sessionId) ?? new Set();
    this.watched.set(sessionId, listeners.add(onEnded));
    return () => {
      listeners.delete(onEnded);
      if (listeners.size === 0) this.watched.delete(sessionId);
    };
  }

  private async check(): Promise<void> {
    const ids = [...this.watched.keys()];
    if (ids.length === 0) return;
    const live = await this.auth.liveSessions(ids);
    for (const id of ids) {
      if (live.has(id)) continue;
      for (const onEnded of this.watched.get(id) ?? []) onEnded();
    }
  }
}
