import { Redis } from 'ioredis';
import type { TestDatabase } from './database.js';

/** What carries live messages, seen from outside. */
export class BusProbe {
  constructor(
    private readonly database: TestDatabase,
    private readonly redisUrl: string | undefined,
  ) {}

  /** Breaks the connections that listen; resolves to how many there were. */
  async cut(): Promise<number> {
    if (this.redisUrl !== undefined) return this.ask((client) => client.client('KILL', 'TYPE', 'pubsub'));
    const { rowCount } = await this.database.client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'sheaf-live' AND datname = current_database()`,
    );
    return rowCount ?? 0;
  }

  /** Says something on the channel, as anybody may. */
  async say(text: string): Promise<void> {
    if (this.redisUrl === undefined) {
      await this.database.client.query(`SELECT pg_notify('sheaf_live', $1)`, [text]);
      return;
    }
    await this.ask((client) => client.publish('sheaf:live:0', text));
  }

  private async ask(question: (client: Redis) => Promise<unknown>): Promise<number> {
    const client = new Redis(this.redisUrl ?? '');
    try {
      return Number(await question(client));
    } finally {
      client.disconnect();
    }
  }
}
