import { ConsoleLogger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { fileURLToPath } from 'node:url';
import { parseEnv } from '../../src/config/env.js';
import { ExtractionSandbox } from '../../src/extractions/extraction-sandbox.js';
import { ReportSandbox } from '../../src/reports/report-sandbox.js';
import { SandboxMetrics } from '../../src/sandbox/sandbox.metrics.js';
import { WorkerModule } from '../../src/worker.module.js';
import type { TestEnvironment } from './environment.js';

/** Children are programs of their own and so run what was built. */
const CHILD_MODULE = fileURLToPath(new URL('../../dist/sandbox/sandbox-child.js', import.meta.url));

export interface TestWorker {
  module: TestingModule;
  close(): Promise<void>;
}

/** A worker in this process; `childModule` may be a program that misbehaves in the place of the reader of documents. */
export async function startWorker(
  { variables }: Pick<TestEnvironment, 'variables'>,
  childModule = CHILD_MODULE,
): Promise<TestWorker> {
  const env = parseEnv(variables);
  const module = await Test.createTestingModule({ imports: [WorkerModule.forRoot(env)] })
    .overrideProvider(ExtractionSandbox)
    .useFactory({
      inject: [SandboxMetrics],
      factory: (metrics: SandboxMetrics) => new ExtractionSandbox(env, metrics, childModule),
    })
    .overrideProvider(ReportSandbox)
    .useFactory({
      inject: [SandboxMetrics],
      factory: (metrics: SandboxMetrics) => new ReportSandbox(env, metrics, CHILD_MODULE),
    })
    .setLogger(new ConsoleLogger({ logLevels: [] }))
    .compile();
  await module.init();
  return { module, close: () => module.close() };
}
