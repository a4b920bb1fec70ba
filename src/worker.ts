import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { loadEnv } from './config/env.js';
import { NestLogger } from './logging/nest.logger.js';
import { createWinstonLogger } from './logging/winston.logger.js';
import { exitOnEnvError } from './config/exit-on-env-error.js';
import { WorkerModule } from './worker.module.js';

/** The worker process: an application context without any HTTP. It runs until it is told to stop, then drains. */
async function bootstrap(): Promise<void> {
  const env = exitOnEnvError(loadEnv);
  const logger = new NestLogger(createWinstonLogger(env, 'worker'));
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(env), { logger, abortOnError: false });
  app.enableShutdownHooks([], { useProcessExit: true });
  logger.log(`Worker ready: ${env.WORKER_CONCURRENCY} documents at a time`, 'Worker');
}

await bootstrap();
