import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { within } from '../common/within.js';
import { OutageLog } from '../logging/outage-log.js';
import { connectToRedis, IMPATIENT } from '../redis/redis-client.js';
import { hear, LiveBus, type BusListener } from './live-bus.js';
import type { BusMessage } from './messages.js';

/** A process whose Redis is away starts all the same. */
const FIRST_CONNECTION_MS = 2_000;

/** Redis' publish and subscribe. Both connections come back by themselves, for ever. */
export class RedisLiveBus extends LiveBus implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RedisLiveBus.name);
  private readonly outages = new OutageLog(this.logger, 'live messages');
  private readonly speaker: Redis;
  private readonly channel: string;
  private ear: Redis | undefined;

  constructor(private readonly url: string) {
    super();
    this.speaker = this.connect();
    // Unlike keys, channels are common to all databases of a server.
    this.channel = `sheaf:live:${this.speaker.options.db ?? 0}`;
  }

  async onModuleInit(): Promise<void> {
    await soon(new Promise<void>((resolve) => this.speaker.once('ready', resolve)));
  }

  async publish(message: BusMessage): Promise<void> {
    await this.speaker.publish(this.channel, JSON.stringify(message));
  }

  async listen(listener: BusListener): Promise<void> {
    const ear = this.connect();
    this.ear = ear;
    ear.on('message', (_channel, text) => {
      hear(listener, text, this.logger);
    });
    await soon(
      new Promise<void>((resolve) => {
        ear.on('ready', () => {
          void this.subscribe(ear, listener).then(resolve);
        });
      }),
    );
  }

  async close(): Promise<void> {
    this.ear?.disconnect();
    // What was published last is still on its way.
    await this.speaker.quit().catch(() => {
      this.speaker.disconnect();
    });
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private connect(): Redis {
    const client = connectToRedis(this.url, { ...IMPATIENT, autoResubscribe: false });
    client.on('error', (error) => {
      this.outages.note(error);
    });
    return client;
  }

  /** What was said since the connection broke is in the table: to be read only once nothing more can be missed. */
  private async subscribe(ear: Redis, listener: BusListener): Promise<void> {
    try {
      await ear.subscribe(this.channel);
      listener.onReconnect();
    } catch (error) {
      this.outages.note(error);
      ear.disconnect(true);
    }
  }
}

async function soon(work: Promise<void>): Promise<void> {
  await within(FIRST_CONNECTION_MS, work).catch(() => undefined);
}
