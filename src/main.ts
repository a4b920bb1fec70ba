import 'reflect-metadata';
import { exitOnEnvError } from './config/exit-on-env-error.js';
import { loadEnv } from './config/env.js';
import { createHttpApp } from './http/setup.js';
import { createWinstonLogger } from './logging/winston.logger.js';
import { startTracing } from './tracing/tracing.js';

/** The API process. */
async function bootstrap(): Promise<void> {
  const env = exitOnEnvError(loadEnv);
  const winston = createWinstonLogger(env, 'api');
  await startTracing(env, 'api');
  const app = await createHttpApp(env, winston);
  await app.listen(env.PORT, env.HOST);
  winston.info(`Listening on ${await app.getUrl()}`, { context: 'Api' });
}

await bootstrap();
