import type { OnApplicationShutdown } from '@nestjs/common';
import { resolve } from 'node:path';
import type { Env } from '../config/env.js';
import type { Extraction } from '../extraction/extraction.types.js';
import type { ExtractionInput } from '../extraction/extraction.task.js';
import type { SandboxMetrics } from '../sandbox/sandbox.metrics.js';
import type { SandboxTask } from '../sandbox/sandbox-task.js';
import { Sandbox, type SandboxResult, type SandboxRunOptions } from '../sandbox/sandbox.js';

const MEGABYTE = 1024 * 1024;
const EXTRACTION: SandboxTask<ExtractionInput, Extraction> = { module: 'extraction/extraction.task.js' };

/** The processes that read documents; they end once the worker has drained. */
export class ExtractionSandbox implements OnApplicationShutdown {
  private readonly sandbox: Sandbox;

  constructor(
    env: Pick<Env, 'WORKER_CONCURRENCY' | 'JOB_TIMEOUT_SECONDS' | 'JOB_MEMORY_MB' | 'SCRATCH_DIR'>,
    metrics: SandboxMetrics,
    childModule?: string,
  ) {
    this.sandbox = new Sandbox({
      size: env.WORKER_CONCURRENCY,
      timeoutMs: env.JOB_TIMEOUT_SECONDS * 1000,
      memoryBytes: env.JOB_MEMORY_MB * MEGABYTE,
      scratchDirectory: env.SCRATCH_DIR,
      onKill: (_pid, reason) => {
        metrics.countKill('extraction', reason);
      },
      ...(childModule !== undefined && { childModule }),
    });
  }

  /** See {@link Sandbox.run}. */
  read({ file, options }: ExtractionInput, how: SandboxRunOptions): Promise<SandboxResult<Extraction>> {
    return this.sandbox.run(EXTRACTION, { file: { ...file, path: resolve(file.path) }, options }, how);
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
