import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { type Env, loadEnv } from './config/env.js';
import { LabelsFileError, readLabelsFile } from './extraction/key-information/labels/labels-file.js';
import { NestLogger } from './logging/nest.logger.js';
import { createWinstonLogger } from './logging/winston.logger.js';
import { describeIsolation, detectIsolation } from './sandbox/isolation.js';
import { SANDBOX_CHILD } from './sandbox/sandbox.js';
import { exitOnEnvError } from './config/exit-on-env-error.js';
import { startTracing } from './tracing/tracing.js';
import { WorkerModule } from './worker.module.js';

/** The worker process: an application context without any HTTP. It runs until it is told to stop, then drains. */
async function bootstrap(): Promise<void> {
  const env = exitOnEnvError(loadEnv);
  await checkLabels(env);
  const logger = new NestLogger(createWinstonLogger(env, 'worker'));
  await startTracing(env, 'worker');
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(env), { logger, abortOnError: false });
  app.enableShutdownHooks([], { useProcessExit: true });
  const isolation = detectIsolation(env.SANDBOX_ISOLATION, SANDBOX_CHILD);
  logger.log(`Isolation is ${env.SANDBOX_ISOLATION}; ${describeIsolation(isolation)}`, 'Sandbox');
  logger.log(`Worker ready: ${env.WORKER_CONCURRENCY} documents at a time`, 'Worker');
}

/** A labels file with a mistake is told now, by file and line, rather than by every document. */
async function checkLabels({ KEY_INFORMATION_LABELS: file }: Env): Promise<void> {
  if (file === undefined) return;
  try {
    await readLabelsFile(file);
  } catch (error) {
    if (!(error instanceof LabelsFileError)) throw error;
    process.stderr.write(`KEY_INFORMATION_LABELS: ${error.message}\n`);
    process.exit(78);
  }
}

await bootstrap();
