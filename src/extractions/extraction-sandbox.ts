import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { findInstalledProgram } from '../common/installed-programs.js';
import type { Env } from '../config/env.js';
import type { Extraction } from '../extraction/extraction.types.js';
import type { ExtractionInput } from '../extraction/extraction.task.js';
import type { SandboxMetrics } from '../sandbox/sandbox.metrics.js';
import type { SandboxTask } from '../sandbox/sandbox-task.js';
import { Sandbox, type SandboxResult, type SandboxRunOptions } from '../sandbox/sandbox.js';
import { loggedStandby } from '../sandbox/standby.js';
import { extractionOptions } from './extraction-options.js';

const MEGABYTE = 1024 * 1024;
const EXTRACTION: SandboxTask<ExtractionInput, Extraction> = { module: 'extraction/extraction.task.js' };
const WARM_UP = 'extraction/warm-up.task.js';

/** The processes that read documents; they end once the worker has drained. */
export class ExtractionSandbox implements OnApplicationShutdown {
  private readonly sandbox: Sandbox;

  constructor(env: Env, metrics: SandboxMetrics, childModule?: string) {
    const options = extractionOptions(env);
    this.sandbox = new Sandbox({
      size: env.WORKER_CONCURRENCY,
      timeoutMs: env.JOB_TIMEOUT_SECONDS * 1000,
      memoryBytes: env.JOB_MEMORY_MB * MEGABYTE,
      diskBytes: env.JOB_DISK_MB * MEGABYTE,
      scratchDirectory: env.SCRATCH_DIR,
      onKill: (_pid, reason) => {
        metrics.countKill('extraction', reason);
      },
      isolation: env.SANDBOX_ISOLATION,
      readable: options.labelsFile === null ? [] : [options.labelsFile],
      mayStartPrograms: env.OCR_ENGINE !== 'bundled' && findInstalledProgram('tesseract') !== null,
      ...(env.SANDBOX_STANDBY && { standby: loggedStandby(WARM_UP, options, new Logger(ExtractionSandbox.name)) }),
      // A program that stands in for ours reads what it likes.
      ...(childModule !== undefined && { childModule, isolation: 'off' as const }),
    });
  }

  /** See {@link Sandbox.run}. */
  read({ file, options }: ExtractionInput, how: SandboxRunOptions): Promise<SandboxResult<Extraction>> {
    return this.sandbox.run(EXTRACTION, ([path = '']) => ({ file: { ...file, path }, options }), {
      ...how,
      files: [file.path],
    });
  }

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
