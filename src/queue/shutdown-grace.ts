import { Injectable } from '@nestjs/common';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';

/** The time that a worker which is told to stop has left for what it is at: one span for all its queues together. */
@Injectable()
export class ShutdownGrace {
  private end: number | null = null;

  constructor(@InjectEnv() private readonly env: Env) {}

  /** Milliseconds until the end of the grace period, which begins with the first call. */
  remainingMs(): number {
    this.end ??= Date.now() + this.env.SHUTDOWN_GRACE_SECONDS * 1_000;
    return Math.max(this.end - Date.now(), 0);
  }
}
