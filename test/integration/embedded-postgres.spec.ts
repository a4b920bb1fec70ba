import { afterEach, describe, expect, it } from '@jest/globals';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { findBinaries } from '../../src/cli/embedded-postgres/binaries.js';
import { EmbeddedPostgres } from '../../src/cli/embedded-postgres/embedded-postgres.js';
import { markOf, waitUntilGone } from '../../src/cli/process-mark.js';

const FAST = { fsync: 'off' };
const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];

async function privateFolder(): Promise<string> {
  // Like a clone in `mktemp -d`: mode 0700, so that another user cannot even pass.
  const folder = await mkdtemp(join(tmpdir(), 'sheaf-pg-'));
  await chmod(folder, 0o700);
  folders.push(folder);
  return folder;
}

function server(directory: string, options: Partial<ConstructorParameters<typeof EmbeddedPostgres>[0]> = {}) {
  const postgres = new EmbeddedPostgres({ directory, settings: FAST, ...options });
  servers.push(postgres);
  return postgres;
}

async function query<T>(connectionString: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<T & Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((postgres) => postgres.stop()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

describe('EmbeddedPostgres', () => {
  it('starts in a private folder, keeps the data over a restart, and stops', async () => {
    const directory = join(await privateFolder(), 'postgres');
    const first = server(directory);
    const { databaseUrl, pid } = await first.start();
    await query(databaseUrl, 'CREATE TABLE kept (id int)');
    const mark = markOf(pid);
    await first.stop();
    expect(mark === undefined || (await waitUntilGone(mark, 0))).toBe(true);

    const again = await server(directory).start();
    expect(again.databaseUrl).toBe(databaseUrl);
    expect(await query(again.databaseUrl, 'SELECT * FROM kept')).toEqual([]);
  });

  it('runs from programs that stand in a private folder themselves', async () => {
    const folder = await privateFolder();
    const { root } = await findBinaries();
    await cp(root, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
    const bin = join(folder, 'native', 'bin');
    const binaries = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), root: join(folder, 'native') };
    const { databaseUrl } = await server(join(folder, 'postgres'), { binaries }).start();
    await query(databaseUrl, 'CREATE EXTENSION pg_trgm');
    expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('listens on a private socket only, keeps its password to the owner and speaks UTC and Korean', async () => {
    const directory = join(await privateFolder(), 'postgres');
    const { databaseUrl } = await server(directory).start();
    expect(new URL(databaseUrl).searchParams.get('host')).toBe(join(directory, 'socket'));
    expect(((await stat(join(directory, 'socket'))).mode & 0o777).toString(8)).toBe('700');
    expect(((await stat(join(directory, 'password'))).mode & 0o777).toString(8)).toBe('600');
    const [row] = await query<Record<string, unknown>>(
      databaseUrl,
      `SELECT current_setting('listen_addresses') AS listen, current_setting('TimeZone') AS zone,
              current_setting('server_encoding') AS encoding, lower('ÄÉ') AS lower,
              (SELECT string_agg(x, '' ORDER BY x) FROM unnest(ARRAY['하', '나', '가']) x) AS sorted`,
    );
    expect(row).toEqual({ listen: '', zone: 'UTC', encoding: 'UTF8', lower: 'äé', sorted: '가나하' });
    await query(databaseUrl, 'CREATE EXTENSION pg_trgm');
    expect(await query(databaseUrl, `SELECT '한국어 문서' % '한국어' AS alike`)).toEqual([{ alike: true }]);
    const wrong = databaseUrl.replace(/:[^:@/]+@/, ':wrong@');
    await expect(query(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('falls back to the loopback where the path of a socket would be too long', async () => {
    const directory = join(await privateFolder(), 'a'.repeat(60), 'b'.repeat(40));
    const { databaseUrl } = await server(directory).start();
    expect(new URL(databaseUrl).hostname).toBe('127.0.0.1');
    expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('tells of a server that was killed, and starts again on its data', async () => {
    const directory = join(await privateFolder(), 'postgres');
    let tell: (reason: string) => void = () => undefined;
    const told = new Promise<string>((resolve) => (tell = resolve));
    const first = await server(directory, { onUnexpectedExit: tell }).start();
    await query(first.databaseUrl, 'CREATE TABLE kept (id int)');
    process.kill(first.pid, 'SIGKILL');
    expect(await told).toMatch(/SIGKILL/);
    const { databaseUrl } = await server(directory).start();
    expect(await query(databaseUrl, 'SELECT * FROM kept')).toEqual([]);
  });

  it('is not misled by a lock file whose process number another program has now', async () => {
    const directory = join(await privateFolder(), 'postgres');
    const first = server(directory);
    await first.start();
    await first.stop();
    const lock = join(directory, 'data', 'postmaster.pid');
    await writeFile(lock, `${process.ppid}\n${join(directory, 'data')}\n1\n5432\n\n\n\n\n`);
    const { databaseUrl } = await server(directory).start();
    expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('replaces the server of a supervisor that was killed, and says so', async () => {
    const directory = join(await privateFolder(), 'postgres');
    const { pid } = await server(directory).start();
    // What is left when a supervisor is killed: its server, and a claim of a process that is no more.
    await writeFile(join(directory, 'owner.json'), JSON.stringify({ pid: 999_999_999, started: '1' }));
    const notices: string[] = [];
    const second = await server(directory, { onNotice: (message) => notices.push(message) }).start();
    expect(notices).toEqual([`Stopping the PostgreSQL server that an earlier run left behind (pid ${pid}).`]);
    expect(second.pid).not.toBe(pid);
    expect(await query(second.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses a folder that another live process uses', async () => {
    const directory = join(await privateFolder(), 'postgres');
    await server(directory).start();
    await expect(server(directory).start()).rejects.toThrow(/in use by another process/);
  });

  it('refuses data of another PostgreSQL version with one sentence and starts nothing', async () => {
    const directory = join(await privateFolder(), 'postgres');
    await mkdir(join(directory, 'data'), { recursive: true });
    await writeFile(join(directory, 'data', 'PG_VERSION'), '15\n');
    await expect(server(directory).start()).rejects.toThrow(
      /made by PostgreSQL 15, but the bundled one is PostgreSQL 18/,
    );
    expect(await readFile(join(directory, 'data', 'PG_VERSION'), 'utf8')).toBe('15\n');
    await expect(stat(join(directory, 'data', 'postmaster.pid'))).rejects.toThrow();
    await expect(stat(join(directory, 'owner.json'))).rejects.toThrow();
  });
});
