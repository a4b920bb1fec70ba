/** A worker process as `dist/worker.js` is one, whose child processes do what `instruct` of test/factories.ts tells them. */
import { Test } from '@nestjs/testing';
import { loadEnv } from '../../dist/config/env.js';
import { Sandbox } from '../../dist/extraction/sandbox/sandbox.js';
import { NestLogger } from '../../dist/logging/nest.logger.js';
import { createWinstonLogger } from '../../dist/logging/winston.logger.js';
import { WorkerModule } from '../../dist/worker.module.js';
import { fileURLToPath } from 'node:url';

const MEBIBYTE = 1024 * 1024;

const env = loadEnv();
const sandbox = new Sandbox({
  size: env.WORKER_CONCURRENCY,
  timeoutMs: env.JOB_TIMEOUT_SECONDS * 1000,
  memoryBytes: env.JOB_MEMORY_MB * MEBIBYTE,
  scratchDirectory: env.SCRATCH_DIR,
  childModule: fileURLToPath(new URL('../fixtures/sandbox/obedient-child.mjs', import.meta.url)),
});
const worker = await Test.createTestingModule({ imports: [WorkerModule.forRoot(env)] })
  .overrideProvider(Sandbox)
  .useValue(sandbox)
  .setLogger(new NestLogger(createWinstonLogger(env, 'worker')))
  .compile();
worker.enableShutdownHooks([], { useProcessExit: true });
await worker.init();
console.log('Worker ready');
