import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { VERSION } from '../config/version.js';
import { WORKER_NAME } from './worker-name.js';
import { WorkersRepository } from './workers.repository.js';

const EVERY_MS = 10_000;

/** Tells that this worker is there, whether it has anything to do or not. */
@Injectable()
export class WorkerPresence implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private telling: Promise<void> = Promise.resolve();

  constructor(
    private readonly workers: WorkersRepository,
    @InjectEnv() private readonly env: Env,
  ) {}

  onApplicationBootstrap(): void {
    this.tell();
    this.timer = setInterval(() => {
      this.tell();
    }, EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.telling;
    // Without a database it stays in the list until it is forgotten, told as not seen for long.
    await this.workers.left(WORKER_NAME).catch(() => undefined);
  }

  private tell(): void {
    const worker = { name: WORKER_NAME, version: VERSION, concurrency: this.env.WORKER_CONCURRENCY };
    this.telling = this.telling.then(() => this.workers.seen(worker)).catch(() => undefined);
  }
}
