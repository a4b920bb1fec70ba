import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import pRetry from 'p-retry';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { describeError } from '../common/errors.js';
import { hear, LiveBus, type BusListener } from './live-bus.js';
import type { BusMessage } from './messages.js';

const CHANNEL = 'sheaf_live';
const RECONNECT = { retries: Infinity, minTimeout: 100, maxTimeout: 2_000, unref: true };
const PROBE_MS = 5_000;

/** LISTEN/NOTIFY: needs nothing but the database. A payload must stay under 8,000 bytes; ours stay under 1 KiB. */
export class PostgresLiveBus extends LiveBus implements OnApplicationShutdown {
  private readonly logger = new Logger(PostgresLiveBus.name);
  private client: pg.Client | undefined;
  private probe: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly databaseUrl: string,
  ) {
    super();
  }

  async publish(message: BusMessage): Promise<void> {
    await this.dataSource.query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify(message)]);
  }

  async listen(listener: BusListener): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: 'sheaf-live',
      keepAlive: true,
    });
    client.on('notification', ({ payload }) => {
      hear(listener, payload ?? '', this.logger);
    });
    // `end` follows every `error` of a broken connection, so one of them is enough to act on.
    client.on('error', (error) => {
      this.logger.warn(`The listening connection broke: ${error.message}`);
    });
    client.on('end', () => {
      if (!this.closed && this.client === client) this.reconnect(listener);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    if (this.closed) await client.end();
    else this.watch(client);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.probe);
    await this.client?.end();
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private reconnect(listener: BusListener): void {
    clearInterval(this.probe);
    void pRetry(async () => {
      if (!this.closed) await this.listen(listener);
    }, RECONNECT).then(
      () => {
        this.logger.log('Listening again');
        listener.onReconnect();
      },
      (error: unknown) => {
        this.logger.error(`Cannot listen any more: ${describeError(error)}`);
      },
    );
  }

  /** A connection that died without a packet is only noticed by using it. */
  private watch(client: pg.Client): void {
    this.probe = setInterval(() => {
      client.query('SELECT 1').catch(() => client.end().catch(() => undefined));
    }, PROBE_MS);
    this.probe.unref();
  }
}
