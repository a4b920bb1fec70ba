import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { describeError } from '../common/errors.js';
import type { Locale } from '../common/messages/messages.js';
import { LiveBus } from './live-bus.js';
import { LiveStream } from './live-stream.js';
import type { BusMessage } from './messages.js';
import { NotificationsService } from './notifications.service.js';
import type { WireMessage } from './wire.js';

const CHECK_MS = 10_000;

export interface Subscriber {
  userId: string;
  locale: Locale;
  /** The last message the client has; null: from now on. */
  lastSeq: number | null;
  send: (message: WireMessage) => void;
  /** Called at most once, when the stream cannot go on. */
  onBroken: () => void;
}

export interface Subscription {
  /** The number of the newest stored message at the time of subscribing. */
  lastSeq: number;
  /** The number after which the client will be told everything. */
  cursor: number;
  /** Begins to deliver: what was missed first. */
  start(): Promise<void>;
  close(): void;
}

/** The live streams of this process, by user. */
@Injectable()
export class LiveHub implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(LiveHub.name);
  private readonly streams = new Map<string, Set<LiveStream>>();
  private checking: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly notifications: NotificationsService,
    private readonly bus: LiveBus,
  ) {}

  get isStopping(): boolean {
    return this.stopping;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.bus.listen({
      onMessage: (message) => {
        this.route(message);
      },
      onReconnect: () => {
        for (const stream of this.all()) void stream.catchUp();
      },
    });
    this.checking = setInterval(() => {
      this.check().catch((error: unknown) => {
        this.logger.warn(`Could not look for missed messages: ${describeError(error)}`);
      });
    }, CHECK_MS);
  }

  /** Ends what would keep its connection, and so the process, open. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    clearInterval(this.checking);
    for (const stream of this.all()) stream.break();
  }

  /**
   * Looks for messages that the bus never brought: its sender died between commit and publication, or it lost them.
   * What was lost is otherwise only noticed with the next message.
   */
  async check(): Promise<void> {
    const users = [...this.streams.keys()];
    if (users.length === 0) return;
    for (const [userId, lastSeq] of await this.notifications.lastSeqs(users)) {
      for (const stream of this.streams.get(userId) ?? []) stream.checkAgainst(lastSeq);
    }
  }

  async subscribe(subscriber: Subscriber): Promise<Subscription> {
    const { userId, locale, send, onBroken } = subscriber;
    const lastSeq = await this.notifications.lastSeq(userId);
    const cursor = Math.min(subscriber.lastSeq ?? lastSeq, lastSeq);
    const stream = new LiveStream({
      userId,
      locale,
      cursor,
      readAfter: (seq) => this.notifications.after(userId, seq),
      send,
      onBroken,
    });
    return {
      lastSeq,
      cursor,
      start: () => {
        // Registered before the table is read: what is committed in between is seen by one of the two.
        this.add(stream);
        if (this.stopping) stream.break();
        return stream.catchUp();
      },
      close: () => {
        this.remove(stream);
      },
    };
  }

  private route(message: BusMessage): void {
    for (const stream of this.streams.get(message.user_id) ?? []) {
      if (message.kind === 'state') stream.onState(message.state);
      else stream.onProgress(message.progress);
    }
  }

  private add(stream: LiveStream): void {
    const streams = this.streams.get(stream.userId) ?? new Set();
    this.streams.set(stream.userId, streams.add(stream));
  }

  private remove(stream: LiveStream): void {
    stream.close();
    const streams = this.streams.get(stream.userId);
    streams?.delete(stream);
    if (streams?.size === 0) this.streams.delete(stream.userId);
  }

  private all(): LiveStream[] {
    return [...this.streams.values()].flatMap((streams) => [...streams]);
  }
}
