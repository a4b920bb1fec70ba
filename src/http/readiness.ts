import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';

/** Whether this process wants requests. Told to stop, it first says no, so that whoever balances can look elsewhere. */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private stopping = false;

  constructor(@InjectEnv() private readonly env: Env) {}

  get isStopping(): boolean {
    return this.stopping;
  }

  /** Comes before any connection is closed. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await pause(this.env.SHUTDOWN_DRAIN_SECONDS * 1_000);
  }
}
