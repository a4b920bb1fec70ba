import { Injectable } from '@nestjs/common';
import { describeError } from '../common/errors.js';
import { DatabaseHealth } from '../database/database.health.js';
import { VERSION } from '../config/version.js';
import { JobDispatcher } from '../queue/job-dispatcher.js';
import { Storage } from '../storage/storage.js';

const CHECK_TIMEOUT_MS = 2_000;

export interface CheckResult {
  status: 'up' | 'down';
  duration_ms: number;
  error?: string;
}

export interface Health {
  status: 'ok' | 'unavailable';
  checks: Record<'database' | 'queue' | 'storage', CheckResult>;
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
    const checks = { database, queue, storage };
    const healthy = Object.values(checks).every(({ status }) => status === 'up');
    return { status: healthy ? 'ok' : 'unavailable', checks, version: VERSION, uptime_s: Math.round(process.uptime()) };
  }
}

async function probe(check: () => Promise<void>): Promise<CheckResult> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`));
    }, CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), timeout]);
    return { status: 'up', duration_ms: Math.round(performance.now() - start) };
  } catch (error) {
    const reason = describeError(error).startsWith('no answer') ? describeError(error) : 'not reachable';
    return { status: 'down', duration_ms: Math.round(performance.now() - start), error: reason };
  } finally {
    clearTimeout(timer);
  }
}
