import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { detectIsolation, type Isolation } from '../../../src/sandbox/isolation.js';
import type { SandboxTask } from '../../../src/sandbox/sandbox-task.js';
import { Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.js';

const CHILD = join(import.meta.dirname, '../../../dist/sandbox/sandbox-child.js');
const MEBIBYTE = 1024 * 1024;
/** Below the build, as every task; the program's own folder is what children may read. */
const TASK_FILE = join(import.meta.dirname, 'tasks/prisoner.task.mjs');
const PRISONER: SandboxTask<object, Outcome> = { module: TASK_FILE };

interface Outcome {
  done?: unknown;
  refused?: string;
}

/** What this machine allows; where it is less than all, the tests of the rest say so by their names. */
const isolation: Isolation = detectIsolation('auto', CHILD);
const itWhere = (achieved: boolean, title: string, test: () => Promise<void>): void => {
  if (achieved) it(title, test);
  else it.skip(`${title} (skipped: this platform does not allow it)`, test);
};

describe('the process that reads documents', () => {
  let folder: string;
  let secret: string;
  let server: Server;
  let visits = 0;
  let sandbox: Sandbox;
  const sandboxes: Sandbox[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prison-'));
    await mkdir(join(folder, 'storage'));
    secret = join(folder, 'storage', 'original');
    await writeFile(secret, 'of somebody else');
    server = createServer((_, response) => {
      visits += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    server.on('connection', () => (visits += 1));
    await once(server, 'listening');
    Object.assign(process.env, { SECRET_KEY: 'x', DATABASE_URL: 'x', HTTPS_PROXY: 'x' });
    sandbox = create();
  });

  afterAll(async () => {
    await Promise.all(sandboxes.map((each) => each.close()));
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  function create(options: Partial<SandboxOptions> = {}): Sandbox {
    const made = new Sandbox({
      size: 1,
      timeoutMs: 20_000,
      memoryBytes: 400 * MEBIBYTE,
      scratchDirectory: join(folder, 'scratch'),
      childModule: CHILD,
      isolation: 'auto',
      readable: [TASK_FILE],
      ...options,
    });
    sandboxes.push(made);
    return made;
  }

  async function attempt(what: string, given: object = {}, by = sandbox): Promise<Outcome> {
    const input = ([copy]: readonly string[]): object => ({ attempt: what, copy, ...given });
    const { output, release } = await by.run(PRISONER, input, { files: [secret] });
    await release();
    return output;
  }

  it('knows the time zone and its own folder, and no secret', async () => {
    const { done } = await attempt('environment');
    expect(done).toEqual({ TZ: 'UTC', TMPDIR: expect.stringContaining(folder), MALLOC_ARENA_MAX: '2' });
  });

  it('reads the copy that it is given, and writes below its TMPDIR', async () => {
    expect(await attempt('read a copy')).toEqual({ done: 'of somebody else' });
    expect(await attempt('write below TMPDIR')).toEqual({ done: null });
  });

  itWhere(isolation.files, 'reads no other file', async () => {
    for (const path of [
      '/etc/passwd',
      secret,
      '/proc/self/environ',
      join(import.meta.dirname, '../../../.env.example'),
    ]) {
      expect(await attempt('read a file', { path })).toEqual({ refused: 'ERR_ACCESS_DENIED' });
    }
    for (const path of [folder, join(folder, 'scratch'), '/etc', '/root']) {
      expect(await attempt('list a folder', { path })).toEqual({ refused: 'ERR_ACCESS_DENIED' });
    }
  });

  itWhere(isolation.files, 'writes nowhere else', async () => {
    const paths = [join(folder, 'storage', 'evil'), join(folder, 'scratch', 'evil'), join(tmpdir(), 'evil'), TASK_FILE];
    for (const path of paths) {
      expect(await attempt('write a file', { path })).toEqual({ refused: 'ERR_ACCESS_DENIED' });
    }
    expect(paths.slice(0, 3).filter((path) => existsSync(path))).toEqual([]);
  });

  itWhere(isolation.files, 'starts no program', async () => {
    expect(await attempt('start a program')).toEqual({ refused: 'ERR_ACCESS_DENIED' });
  });

  it.each(['auto', 'off'] as const)(
    'reaches no network, even where nothing else is taken from it: %s',
    async (mode) => {
      const { port } = server.address() as AddressInfo;
      const by = create({ isolation: mode });
      const refused = { refused: 'There is no network here' };
      expect(await attempt('connect', { port }, by)).toEqual(refused);
      expect(await attempt('ask for a page', { port }, by)).toEqual(refused);
      expect(visits).toBe(0);
    },
  );

  itWhere(isolation.network, 'has no network that native code could reach either', async () => {
    const open = create({ isolation: 'auto', readable: [TASK_FILE, '/proc/*'] });
    const { done } = await attempt('see networks', {}, open);
    expect(String(done).match(/^\s*\w+:/gm)).toEqual([expect.stringContaining('lo:')]);
  });

  itWhere(isolation.privileges, 'has no privileges and gets none', async () => {
    const { done } = await attempt('privileges', {}, create({ readable: [TASK_FILE, '/proc/*'] }));
    expect(done).toContainEqual(expect.stringMatching(/^NoNewPrivs:\s+1/));
    expect(done).toContainEqual(expect.stringMatching(/^CapEff:\s+0+$/));
  });

  it('is ended when it fills its folder', async () => {
    const small = create({ diskBytes: 30 * MEBIBYTE });
    await expect(attempt('fill TMPDIR', {}, small)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_disk',
      params: { megabytes: 30 },
    });
  });

  itWhere(isolation.limits, 'writes no file larger than its share', async () => {
    expect(await attempt('write a large file', {}, create({ diskBytes: 30 * MEBIBYTE }))).toEqual({ refused: 'EFBIG' });
  });

  it('is not ended by a promise that a library has forgotten', async () => {
    expect(await attempt('leave a promise')).toEqual({ done: 'went on' });
  });

  it('leaves nothing behind', async () => {
    expect(await readdir(join(folder, 'scratch'))).toEqual([]);
  });
});
