import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import type { Program } from './programs.js';

export const REDIS_SERVER: Program = { name: 'redis-server', debianPackage: 'redis-server' };

const READY = /Ready to accept connections/;
const ATTEMPTS = 3;

/** A Redis of its own that keeps nothing: what is stopped and started again is empty. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly directory: string,
  ) {}

  static async start(): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'sheaf-redis-'));
    for (let attempt = 1; ; attempt++) {
      const server = new RedisServer(await freePort(), directory);
      try {
        await server.run();
        return server;
      } catch (error) {
        // Somebody else may have taken the port meanwhile.
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  /** Starts it, empty, at the port that it had before. */
  async run(): Promise<void> {
    const settings = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
    const place = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.directory];
    const child = spawn(REDIS_SERVER.name, [...place, ...settings], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit').then(() => false);
    const ready = new Promise<boolean>((resolve) => {
      child.stdout.on('data', (text: Buffer) => {
        if (READY.test(text.toString())) resolve(true);
      });
    });
    if (!(await Promise.race([ready, ended]))) throw new Error('redis-server ended before it was ready');
    this.child = child;
  }

  /** Ends it without a chance to do anything more. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Stops it from answering, with all connections open, until it is continued. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Has it asked something over a connection of its own. */
  async ask<T>(question: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(this.url);
    try {
      return await question(client);
    } finally {
      client.disconnect();
    }
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}
