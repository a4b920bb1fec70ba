import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/cli/embedded-postgres/embedded-postgres.js';
import { runMigrations } from '../../src/cli/run-migrations.js';
import type { DocumentView } from '../../src/documents/document.dto.js';
import { instruct } from '../factories.js';
import { BusProbe } from '../support/bus-probe.js';
import { serviceVariables, type TestEnvironment } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { seqsOf } from '../support/live-client.js';
import { processesSuite } from '../support/processes-suite.js';

jest.setTimeout(120_000);

const OUTAGE_MS = 8_000;
const NOTICE_MS = 2_000;

describe('a database that is stopped for a while', () => {
  let server: EmbeddedPostgres | undefined;
  const suite = processesSuite(async (): Promise<TestEnvironment> => {
    const directory = await mkdtemp(join(tmpdir(), 'sheaf-outage-'));
    const postgres = new EmbeddedPostgres({ directory: join(directory, 'postgres'), settings: { fsync: 'off' } });
    server = postgres;
    const { databaseUrl } = await postgres.start();
    await runMigrations(databaseUrl);
    const client = new pg.Client({ connectionString: databaseUrl });
    const database = { url: databaseUrl, client, drop: () => Promise.resolve() };
    return {
      database,
      backend: 'postgresql',
      bus: new BusProbe(database, undefined),
      directory,
      variables: serviceVariables(databaseUrl, directory),
      dispose: async () => {
        await postgres.stop();
        await rm(directory, { recursive: true, force: true });
      },
    };
  });

  it('loses nothing that was accepted, and is never said to have accepted what it has not', async () => {
    const api = await suite.start('main');
    const owner = await suite.signUp(api);
    await suite.startMany('obedient-worker', 2);
    const go = join(suite.environment.directory, 'go');
    const begun = await Promise.all([1, 2].map(() => owner.upload(instruct(`wait ${go}`))));
    await eventually(async () => {
      for (const { id } of begun) expect((await owner.document(id)).status).toBe('processing');
    });

    const upload = () => owner.client.upload(owner.token, instruct('succeed'), {});
    await server?.stop();
    const outage = pause(OUTAGE_MS);
    const during = await Promise.all(Array.from({ length: 10 }, upload));
    writeFileSync(go, '');
    await outage;
    await server?.start();

    for (const { status } of during) expect([202, 503]).toContain(status);
    await eventually(async () => {
      expect((await owner.client.get('/health/ready')).status).toBe(200);
    }, 20_000);
    const accepted = [
      ...begun,
      ...during.filter(({ status }) => status === 202).map(({ body }) => body.data as DocumentView),
      await owner.upload(instruct('succeed')),
    ];
    for (const { id } of accepted) {
      await eventually(async () => {
        expect((await owner.document(id)).status).toBe('completed');
      }, 40_000);
    }
    expect((await owner.get('/api/documents/')).body.total).toBe(accepted.length);
  });
});

describe('listening sessions that the database ends', () => {
  const suite = processesSuite();

  it('are opened again: the next message comes within two seconds, and none is missing', async () => {
    const apis = await suite.startMany('main', 2);
    const [api, other] = apis;
    if (!api || !other) throw new Error('Two APIs were started');
    const owner = await suite.signUp(api);
    await owner.upload(instruct('succeed'));
    for (let round = 1; round <= 5; round += 1) {
      await suite.environment.database.client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sheaf-live'`,
      );
      const { id } = await owner.upload(instruct('succeed'));
      await owner.live.until(({ document_id }) => document_id === id, NOTICE_MS);
    }
    expect(seqsOf(owner.live.messages)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
