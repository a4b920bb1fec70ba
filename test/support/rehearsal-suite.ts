import { afterAll, beforeAll } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Rehearsal } from '../../src/cli/rehearsal/rehearsal.js';
import { ApiClient } from './api-client.js';
import { ROOT, toAccessRecords, type AccessRecord } from './nginx.js';
import { Owner } from './owner.js';

const START_MS = 180_000;

/** The compose file's topology on this machine, for a suite that looks at it through nginx. */
export interface RehearsalSuite {
  readonly rehearsal: Rehearsal;
  readonly client: ApiClient;
  /** Where the images' contents and the logs stand. */
  readonly directory: string;
  signUp(): Promise<Owner>;
  accessRecords(): Promise<AccessRecord[]>;
  /** The rows of a query on the database. */
  query<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
}

/** Gives the suite that calls it three APIs and four workers, and ends all of it. */
export function rehearsalSuite(variables: Record<string, string> = {}): RehearsalSuite {
  let directory = '';
  let rehearsal: Rehearsal | undefined;
  const owners: Owner[] = [];

  const current = (): Rehearsal => {
    if (!rehearsal) throw new Error('The rehearsal has not started yet: use it inside a test');
    return rehearsal;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sheaf-rehearsal-'));
    rehearsal = await Rehearsal.start({ root: ROOT, directory, apis: 3, workers: 4, variables });
  }, START_MS);

  afterAll(async () => {
    for (const owner of owners) owner.leave();
    await rehearsal?.abandon();
    await rm(directory, { recursive: true, force: true });
  }, START_MS);

  return {
    get rehearsal() {
      return current();
    },
    get client() {
      return new ApiClient(current().url);
    },
    get directory() {
      return directory;
    },
    signUp: async () => {
      const owner = await Owner.signUp(new ApiClient(current().url));
      owners.push(owner);
      return owner;
    },
    accessRecords: async () => toAccessRecords(await readFile(current().logFile('nginx'), 'utf8')),
    query: async <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []) => {
      const client = new pg.Client({ connectionString: current().databaseUrl });
      await client.connect();
      try {
        return (await client.query<Row>(sql, parameters)).rows;
      } finally {
        await client.end();
      }
    },
  };
}
