import { afterAll, beforeAll } from '@jest/globals';
import { startApi, type TestApi } from './api.js';
import type { ApiClient } from './api-client.js';
import { createTestEnvironment, type TestEnvironment } from './environment.js';

/** What a suite works with; there from its first test on. */
export interface ApiSuite {
  readonly environment: TestEnvironment;
  readonly api: TestApi;
  readonly client: ApiClient;
}

/** Gives the suite that calls it an API over a database and a folder of its own, and takes them away at its end. */
export function apiSuite(overrides: Record<string, string> = {}): ApiSuite {
  let environment: TestEnvironment | undefined;
  let api: TestApi | undefined;

  beforeAll(async () => {
    environment = await createTestEnvironment(overrides);
    api = await startApi(environment);
  });

  afterAll(async () => {
    await api?.close();
    await environment?.dispose();
  });

  return {
    get environment() {
      return started(environment);
    },
    get api() {
      return started(api);
    },
    get client() {
      return started(api).client;
    },
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The suite has not started yet: use it inside a test');
  return value;
}
