import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { readManifest } from '../../src/cli/backup/manifest.js';
import { assertRestorable, restoreDatabase } from '../../src/cli/backup/restore-database.js';
import { verifyBackup } from '../../src/cli/backup/restore-files.js';
import { takeBackup } from '../../src/cli/backup/take-backup.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { DiskStorage } from '../../src/storage/disk.storage.js';
import { instruct } from '../factories.js';
import { startApi, type TestApi } from '../support/api.js';
import { createTestEnvironment, type TestEnvironment } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';
import { sheaf } from '../support/sheaf-command.js';
import { startWorker, type TestWorker } from '../support/worker.js';

describe('a backup', () => {
  const suite = serviceSuite();
  let folder: string;
  let release: string;
  let owner: Owner;
  let target: TestEnvironment;
  /** Documents, by what was done with them. */
  let ids: { done: string; running: string; waiting: string; deleted: string; later: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheaf-backup-'));
    release = join(folder, 'release');
    target = await createTestEnvironment();
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
    const done = (await owner.process(instruct('succeed'))).id;
    await owner.live.untilType('report_ready', done);
    const deleted = (await owner.process(instruct('succeed'))).id;
    const running = (await owner.upload(instruct(`wait ${release}`))).id;
    await owner.untilProgress(running);
    await owner.upload(instruct(`wait ${release}`));
    const waiting = (await owner.upload(instruct('succeed'))).id;
    ids = { done, deleted, running, waiting, later: '' };
    const storage = new DiskStorage(suite().environment.variables.UPLOAD_DIR ?? '');
    // Between the database and the files the service goes on.
    const busy = Object.create(storage, {
      list: {
        value: async function* () {
          await owner.delete(`/api/documents/${ids.deleted}`);
          ids.later = (await owner.upload(instruct('succeed'))).id;
          yield* storage.list();
        },
      },
    }) as DiskStorage;
    await takeBackup({
      databaseUrl: suite().environment.database.url,
      storage: busy,
      folder: await emptyFolder('taken'),
      say: () => undefined,
    });
  }, 120_000);

  afterAll(async () => {
    await target.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function emptyFolder(name: string): Promise<string> {
    return mkdtemp(join(folder, name));
  }

  const taken = async (): Promise<string> => {
    const { readdir } = await import('node:fs/promises');
    return join(folder, (await readdir(folder)).find((name) => name.startsWith('taken')) ?? '');
  };

  it('is not restored over a running service, nor over what is there', async () => {
    const manifest = await readManifest(await taken());
    const { url } = suite().environment.database;
    await expect(assertRestorable(url, manifest, true)).rejects.toThrow('stop it first');
  });

  it('notes what was deleted while it was taken, and holds nothing that is younger', async () => {
    const source = await taken();
    expect((await readManifest(source)).deleted_meanwhile).toEqual([ids.deleted]);
    const files = await readFile(join(source, 'files.ndjson'), 'utf8');
    expect(files).toContain(`documents/${ids.done}/original`);
    expect(files).toContain(`documents/${ids.waiting}/original`);
    expect(files).not.toContain(ids.later);
  });

  describe('that is restored into an empty service', () => {
    let api: TestApi;
    let worker: TestWorker;
    let token: string;

    beforeAll(async () => {
      const { status, output } = sheaf(['restore', await taken()], target);
      expect([status, output]).toEqual([0, expect.stringContaining('Restored.')]);
      await writeFile(release, '');
      api = await startApi(target);
      worker = await startWorker(target, OBEDIENT_CHILD);
      const { username, password } = owner.user;
      const login = await api.client.request('POST', '/api/auth/login', { json: { username, password } });
      token = login.body.access_token;
    }, 60_000);

    afterAll(async () => {
      await worker.close();
      await api.close();
    });

    it('has all that was there at its moment', async () => {
      const { body } = await api.client.get('/api/documents', token);
      const found = (body.data as { id: string }[]).map(({ id }) => id);
      expect(body.total).toBe(4);
      expect(found).toEqual(expect.arrayContaining([ids.done, ids.running, ids.waiting]));
      const original = await api.client.text(`/api/documents/${ids.done}/download`, {
        authorization: `Bearer ${token}`,
      });
      expect(original.text).toContain('%do succeed');
      expect((await api.client.get(`/api/documents/${ids.done}/extracted-data`, token)).status).toBe(200);
      const [report] = (await api.client.get(`/api/documents/${ids.done}/reports`, token)).body.data as {
        id: string;
      }[];
      const path = `/api/documents/${ids.done}/reports/${report?.id ?? ''}/download?format=md`;
      expect((await api.client.text(path, { authorization: `Bearer ${token}` })).status).toBe(200);
    });

    it('goes on with what was unfinished', async () => {
      await eventually(async () => {
        for (const id of [ids.running, ids.waiting]) {
          const { body } = await api.client.get(`/api/documents/${id}`, token);
          expect(body.data).toMatchObject({ status: 'completed' });
        }
      }, 30_000);
    }, 60_000);

    it('takes new users and documents as before', async () => {
      const newcomer = await api.client.signUp();
      expect((await api.client.upload(newcomer.accessToken, instruct('succeed'))).status).toBe(202);
    });

    it('is not restored over without --force', async () => {
      await worker.close();
      await api.close();
      const refused = sheaf(['restore', await taken()], target);
      expect(refused).toEqual({ status: 1, output: expect.stringContaining('--force replaces all') });
      const forced = sheaf(['restore', await taken(), '--force'], target);
      expect([forced.status, forced.output]).toEqual([0, expect.stringContaining('Restored.')]);
      const { rows } = await target.database.client.query('SELECT count(*)::int AS count FROM users');
      expect(rows).toEqual([{ count: 1 }]);
    }, 60_000);
  });

  it('is made by a command that overwrites nothing', async () => {
    const own = join(await emptyFolder('command'), 'backup');
    expect(sheaf(['backup', own], target)).toEqual({ status: 0, output: expect.stringContaining('is complete') });
    expect(sheaf(['backup', own], target)).toEqual({ status: 1, output: expect.stringContaining('is not empty') });
    expect(sheaf(['backup', own, '--force'], target).status).toBe(0);
    await writeFile(join(own, 'thesis.txt'), 'mine');
    expect(sheaf(['backup', own, '--force'], target)).toEqual({
      status: 1,
      output: expect.stringContaining('holds more than a backup'),
    });
    const half = sheaf(['restore', await emptyFolder('half')], target);
    expect(half).toEqual({ status: 1, output: expect.stringContaining('no complete backup') });
  }, 60_000);

  it('that is damaged is refused before anything is touched', async () => {
    const source = await taken();
    const manifest = await readManifest(source);
    await expect(verifyBackup(source, manifest)).resolves.toBeUndefined();
    await appendFile(join(source, 'files', 'documents', ids.done, 'original'), 'x');
    await expect(verifyBackup(source, manifest)).rejects.toThrow('its checksum is wrong');
  });
});

describe('a backup of an older version', () => {
  let environments: TestEnvironment[];
  let folder: string;

  beforeAll(async () => {
    environments = [await createTestEnvironment(), await createTestEnvironment()];
    folder = await mkdtemp(join(tmpdir(), 'sheaf-backup-'));
  });

  afterAll(async () => {
    for (const environment of environments) await environment.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('is restored, and brought up to date', async () => {
    const [older, newer] = environments.map(({ database }) => database);
    if (!older || !newer) throw new Error('No databases');
    const dataSource = new DataSource(dataSourceOptions({ DATABASE_URL: older.url, DATABASE_POOL_SIZE: 1 }));
    await dataSource.initialize();
    await dataSource.undoLastMigration();
    await dataSource.undoLastMigration();
    await dataSource.destroy();
    await older.client.query(
      `INSERT INTO users (id, username, email, password_hash) VALUES (gen_random_uuid(), 'hana', 'h@example.com', 'x')`,
    );
    const manifest = await takeBackup({
      databaseUrl: older.url,
      storage: new DiskStorage(join(folder, 'storage')),
      folder: await mkdtemp(join(folder, 'taken')),
      say: () => undefined,
    });
    const { readdir } = await import('node:fs/promises');
    const source = join(folder, (await readdir(folder)).find((name) => name.startsWith('taken')) ?? '');
    await restoreDatabase(newer.url, source, manifest);
    const client = new pg.Client(newer.url);
    await client.connect();
    const users = await client.query('SELECT username, search_key FROM users');
    const workers = await client.query(`SELECT to_regclass('workers') IS NOT NULL AS found`);
    await client.end();
    expect(users.rows).toEqual([{ username: 'hana', search_key: 1 }]);
    expect(workers.rows).toEqual([{ found: true }]);
  });
});
