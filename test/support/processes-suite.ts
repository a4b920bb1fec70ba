import { afterAll, beforeAll } from '@jest/globals';
import { ApiClient } from './api-client.js';
import { createTestEnvironment, type TestEnvironment } from './environment.js';
import { Owner } from './owner.js';
import { ServiceProcess, type Entry } from './processes.js';

/** An environment with real processes of the built service over it. */
export interface ProcessesSuite {
  readonly environment: TestEnvironment;
  /** Starts a process; whatever of it is left at the end is killed. */
  start(entry: Entry, variables?: Record<string, string>): Promise<ServiceProcess>;
  startMany(entry: Entry, count: number, variables?: Record<string, string>): Promise<ServiceProcess[]>;
  signUp(api: ServiceProcess): Promise<Owner>;
  count(table: string, condition: string, parameters?: unknown[]): Promise<number>;
}

/** Gives the suite that calls it an environment of its own, and ends all that it started. */
export function processesSuite(make: () => Promise<TestEnvironment> = () => createTestEnvironment()): ProcessesSuite {
  let environment: TestEnvironment | undefined;
  const processes: ServiceProcess[] = [];
  const owners: Owner[] = [];

  const current = (): TestEnvironment => {
    if (!environment) throw new Error('The suite has not started yet: use it inside a test');
    return environment;
  };
  const start: ProcessesSuite['start'] = async (entry, variables = {}) => {
    const process = await ServiceProcess.start(entry, { variables: { ...current().variables, ...variables } });
    processes.push(process);
    return process;
  };

  beforeAll(async () => {
    environment = await make();
  });

  afterAll(async () => {
    for (const owner of owners) owner.leave();
    await Promise.all(processes.map((process) => process.stop('SIGKILL')));
    await environment?.dispose();
  });

  return {
    get environment() {
      return current();
    },
    start,
    startMany: (entry, count, variables) => Promise.all(Array.from({ length: count }, () => start(entry, variables))),
    signUp: async (api) => {
      const owner = await Owner.signUp(new ApiClient(api.url));
      owners.push(owner);
      return owner;
    },
    count: async (table, condition, parameters = []) => {
      const { rows } = await current().database.client.query<{ count: string }>(
        `SELECT count(*) AS count FROM ${table} WHERE ${condition}`,
        parameters,
      );
      return Number(rows[0]?.count);
    },
  };
}
