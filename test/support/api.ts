import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, transports, type Logger } from 'winston';
import { parseEnv } from '../../src/config/env.js';
import { createHttpApp } from '../../src/http/setup.js';
import { ApiClient } from './api-client.js';
import type { TestEnvironment } from './environment.js';

export interface TestApi {
  app: NestFastifyApplication;
  baseUrl: string;
  client: ApiClient;
  close(): Promise<void>;
}

/** An API in this process, listening on a free port; it logs nothing unless it is given a logger. */
export async function startApi(
  { variables }: Pick<TestEnvironment, 'variables'>,
  logger: Logger = createLogger({ silent: true, transports: [new transports.Console()] }),
): Promise<TestApi> {
  const app = await createHttpApp(parseEnv(variables), logger);
  await app.listen(0, '127.0.0.1');
  const baseUrl = await app.getUrl();
  return { app, baseUrl, client: new ApiClient(baseUrl), close: () => app.close() };
}
