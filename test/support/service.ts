import { afterAll, beforeAll } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { startApi, type TestApi } from './api.js';
import { createTestEnvironment, type TestEnvironment } from './environment.js';
import { Owner } from './owner.js';
import { startWorker, type TestWorker } from './worker.js';

/** A child program that does what `instruct` of test/factories.ts tells it. */
export const OBEDIENT_CHILD = fileURLToPath(new URL('../fixtures/sandbox/obedient-child.mjs', import.meta.url));

/** An API over an environment of its own, with as many workers as a suite wants, and their orderly end. */
export class TestService {
  private readonly owners: Owner[] = [];
  private readonly workers = new Set<TestWorker>();
  private readonly apis: TestApi[] = [];

  private constructor(
    readonly environment: TestEnvironment,
    readonly api: TestApi,
  ) {
    this.apis.push(api);
  }

  static async start(variables: Record<string, string> = {}): Promise<TestService> {
    const environment = await createTestEnvironment(variables);
    return new TestService(environment, await startApi(environment));
  }

  async startApi(): Promise<TestApi> {
    const api = await startApi(this.environment);
    this.apis.push(api);
    return api;
  }

  async startWorker(childModule?: string): Promise<TestWorker> {
    const worker = await startWorker(this.environment, childModule);
    this.workers.add(worker);
    return worker;
  }

  async stopWorkers(): Promise<void> {
    await Promise.all([...this.workers].map((worker) => worker.close()));
    this.workers.clear();
  }

  async signUp(api: TestApi = this.api): Promise<Owner> {
    const owner = await Owner.signUp(api.client);
    this.owners.push(owner);
    return owner;
  }

  /** The only cell of the first row. */
  async value<T>(sql: string, parameters: unknown[] = []): Promise<T | undefined> {
    const { rows } = await this.environment.database.client.query<Record<string, T>>(sql, parameters);
    return Object.values(rows[0] ?? {})[0];
  }

  async count(table: string, condition = 'true', parameters: unknown[] = []): Promise<number> {
    return Number(await this.value<string>(`SELECT count(*) FROM ${table} WHERE ${condition}`, parameters));
  }

  async dispose(): Promise<void> {
    for (const owner of this.owners) owner.leave();
    await this.stopWorkers();
    for (const api of this.apis) await api.close();
    await this.environment.dispose();
  }
}

/** Gives the suite that calls it a service of its own, there from its first test on, and takes it away at its end. */
export function serviceSuite(variables: Record<string, string> = {}): () => TestService {
  let service: TestService | undefined;
  beforeAll(async () => {
    service = await TestService.start(variables);
  });
  afterAll(() => service?.dispose());
  return () => {
    if (!service) throw new Error('The suite has not started yet: use it inside a test');
    return service;
  };
}
