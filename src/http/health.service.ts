import { Injectable } from '@nestjs/common';
import { describeError } from '../common/errors.js';
import { within } from '../common/within.js';
import { DatabaseHealth } from '../database/database.health.js';
import { VERSION } from '../config/version.js';
import type { QueueBackend } from '../queue/backend.js';
import { JobDispatcher } from '../queue/job-dispatcher.js';
import { Storage, type StorageBackend } from '../storage/storage.js';

const CHECK_TIMEOUT_MS = 2_000;

export interface CheckResult {
  status: 'up' | 'down';
  duration_ms: number;
  error?: string;
}

export interface Health {
  status: 'ok' | 'unavailable';
  /** Where there is a choice, `backend` tells what was chosen. */
  checks: {
    database: CheckResult;
    queue: CheckResult & { backend: QueueBackend };
    storage: CheckResult & { backend: StorageBackend };
  };
  version: string;
  uptime_s: number;
}

@Injectable()
export class HealthService {
  constructor(
    private readonly database: DatabaseHealth,
    private readonly queue: JobDispatcher,
    private readonly storage: Storage,
  ) {}

  /** Asks everything this process stands on, each for two seconds at most. */
  async check(): Promise<Health> {
    const [database, queue, storage] = await Promise.all([
      probe(() => this.database.check()),
      probe(() => this.queue.check()),
      probe(() => this.storage.check()),
    ]);
    const checks = {
      database,
      queue: { ...queue, backend: this.queue.backend },
      storage: { ...storage, backend: this.storage.backend },
    };
    const healthy = Object.values(checks).every(({ status }) => status === 'up');
    return { status: healthy ? 'ok' : 'unavailable', checks, version: VERSION, uptime_s: Math.round(process.uptime()) };
  }
}

async function probe(check: () => Promise<void>): Promise<CheckResult> {
  const start = performance.now();
  const result = await within(CHECK_TIMEOUT_MS, check()).then(
    () => ({ status: 'up' as const }),
    (error: unknown) => {
      const reason = describeError(error);
      return { status: 'down' as const, error: reason.startsWith('no answer') ? reason : 'not reachable' };
    },
  );
  return { ...result, duration_ms: Math.round(performance.now() - start) };
}
