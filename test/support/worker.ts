import { ConsoleLogger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { fileURLToPath } from 'node:url';
import { parseEnv } from '../../src/config/env.js';
import { Sandbox } from '../../src/extraction/sandbox/sandbox.js';
import { WorkerModule } from '../../src/worker.module.js';
import type { TestEnvironment } from './environment.js';

const MEGABYTE = 1024 * 1024;
/** Children are programs of their own and so run what was built. */
const CHILD_MODULE = fileURLToPath(new URL('../../dist/extraction/sandbox/sandbox-child.js', import.meta.url));

export interface TestWorker {
  module: TestingModule;
  close(): Promise<void>;
}

/** A worker in this process; `childModule` may be a program that misbehaves. */
export async function startWorker(
  { variables }: Pick<TestEnvironment, 'variables'>,
  childModule = CHILD_MODULE,
): Promise<TestWorker> {
  const env = parseEnv(variables);
  const sandbox = new Sandbox({
    size: env.WORKER_CONCURRENCY,
    timeoutMs: env.JOB_TIMEOUT_SECONDS * 1000,
    memoryBytes: env.JOB_MEMORY_MB * MEGABYTE,
    scratchDirectory: env.SCRATCH_DIR,
    childModule,
  });
  const module = await Test.createTestingModule({ imports: [WorkerModule.forRoot(env)] })
    .overrideProvider(Sandbox)
    .useValue(sandbox)
    .setLogger(new ConsoleLogger({ logLevels: [] }))
    .compile();
  await module.init();
  return { module, close: () => module.close() };
}
