import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import type { KillReason } from './sandbox-process.js';

/** What stands in the label; a worker that stops is no event of the sandbox. */
const REASONS = {
  timed_out: 'timeout',
  out_of_memory: 'memory',
  out_of_disk: 'disk',
  aborted: 'cancel',
  crashed: 'crash',
} as const satisfies Record<Exclude<KillReason, 'closed'>, string>;

/** How the child processes of this worker fare. */
@Injectable()
export class SandboxMetrics {
  private readonly kills: Counter<'sandbox' | 'reason'>;

  constructor({ registry }: MetricsRegistry) {
    this.kills = new Counter({
      name: 'sheaf_sandbox_kills_total',
      help: 'Child processes that ended in the middle of a task, by reason',
      labelNames: ['sandbox', 'reason'],
      registers: [registry],
    });
    // A rate needs a value from before the first event.
    for (const sandbox of ['extraction', 'report'] as const) {
      for (const reason of Object.values(REASONS)) this.kills.inc({ sandbox, reason }, 0);
    }
  }

  countKill(sandbox: 'extraction' | 'report', reason: KillReason): void {
    if (reason !== 'closed') this.kills.inc({ sandbox, reason: REASONS[reason] });
  }
}
