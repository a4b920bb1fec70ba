/** A worker process as `dist/worker.js` is one, whose child processes do what `instruct` of test/factories.ts tells them. */
import { Test } from '@nestjs/testing';
import { loadEnv } from '../../dist/config/env.js';
import { ExtractionSandbox } from '../../dist/extractions/extraction-sandbox.js';
import { NestLogger } from '../../dist/logging/nest.logger.js';
import { createWinstonLogger } from '../../dist/logging/winston.logger.js';
import { SandboxMetrics } from '../../dist/sandbox/sandbox.metrics.js';
import { startTracing } from '../../dist/tracing/tracing.js';
import { WorkerModule } from '../../dist/worker.module.js';
import { fileURLToPath } from 'node:url';

const env = loadEnv();
const childModule = fileURLToPath(new URL('../fixtures/sandbox/obedient-child.mjs', import.meta.url));
await startTracing(env, 'worker');
const worker = await Test.createTestingModule({ imports: [WorkerModule.forRoot(env)] })
  .overrideProvider(ExtractionSandbox)
  .useFactory({ inject: [SandboxMetrics], factory: (metrics) => new ExtractionSandbox(env, metrics, childModule) })
  .setLogger(new NestLogger(createWinstonLogger(env, 'worker')))
  .compile();
worker.enableShutdownHooks([], { useProcessExit: true });
await worker.init();
console.log('Worker ready');
