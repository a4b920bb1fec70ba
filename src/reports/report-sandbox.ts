import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Env } from '../config/env.js';
import type { SandboxMetrics } from '../sandbox/sandbox.metrics.js';
import type { SandboxTask } from '../sandbox/sandbox-task.js';
import { Sandbox, type SandboxResult } from '../sandbox/sandbox.js';
import { loggedStandby } from '../sandbox/standby.js';
import type { BuildInput, BuildOutput } from './building/report-task.types.js';
import type { RenderInput } from './rendering/render-report.task.js';

const BUILD: SandboxTask<BuildInput, BuildOutput> = { module: 'reports/building/build-report.task.js' };
const RENDER: SandboxTask<RenderInput, null> = { module: 'reports/rendering/render-report.task.js' };
const WARM_UP = 'reports/warm-up.task.js';

/** One process of its own: a report need not wait for long documents, and documents not for reports. */
export const REPORTS_AT_ONCE = 1;
const MEMORY_BYTES = 400 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

/** The process that builds and renders reports; it ends once the worker has drained. */
export class ReportSandbox implements OnApplicationShutdown {
  private readonly sandbox: Sandbox;

  constructor(
    {
      SCRATCH_DIR,
      SANDBOX_ISOLATION,
      SANDBOX_STANDBY,
    }: Pick<Env, 'SCRATCH_DIR' | `SANDBOX_${'ISOLATION' | 'STANDBY'}`>,
    metrics: SandboxMetrics,
    childModule?: string,
  ) {
    this.sandbox = new Sandbox({
      size: REPORTS_AT_ONCE,
      timeoutMs: TIMEOUT_MS,
      memoryBytes: MEMORY_BYTES,
      scratchDirectory: SCRATCH_DIR,
      onKill: (_pid, reason) => {
        metrics.countKill('report', reason);
      },
      isolation: SANDBOX_ISOLATION,
      ...(SANDBOX_STANDBY && { standby: loggedStandby(WARM_UP, null, new Logger(ReportSandbox.name)) }),
      ...(childModule !== undefined && { childModule, isolation: 'off' as const }),
    });
  }

  build({ subject, rowPaths }: BuildInput, signal: AbortSignal): Promise<SandboxResult<BuildOutput>> {
    const ids = Object.keys(rowPaths);
    const copied = (copies: readonly string[]): BuildInput => ({
      subject,
      rowPaths: Object.fromEntries(ids.map((id, index) => [id, copies[index] ?? ''])),
    });
    return this.sandbox.run(BUILD, copied, { files: Object.values(rowPaths), signal });
  }

  render(input: RenderInput, signal: AbortSignal): Promise<SandboxResult<null>> {
    const copied = ([structurePath = '']: readonly string[]): RenderInput => ({ ...input, structurePath });
    return this.sandbox.run(RENDER, copied, { files: [input.structurePath], signal });
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
