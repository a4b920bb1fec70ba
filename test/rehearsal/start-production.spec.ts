import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { envSchema } from '../../src/config/env.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { ROOT } from '../support/nginx.js';

jest.setTimeout(180_000);

interface Outcome {
  code: number | null;
  output: string;
}

describe('scripts/start-production.sh', () => {
  let project: string;
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    project = await mkdtemp(join(tmpdir(), 'sheaf-production-'));
    for (const name of ['dist', 'scripts', 'package.json'])
      await cp(join(ROOT, name), join(project, name), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(project, 'dist', '.build-stamp'));
    await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  });

  afterAll(async () => {
    await run('stop.sh', ['--force']);
    await database.drop();
    await rm(project, { recursive: true, force: true });
  });

  async function run(script: string, args: string[], variables: Record<string, string> = {}): Promise<Outcome> {
    const child = spawn(join(project, 'scripts', script), args, {
      cwd: project,
      env: { PATH: process.env.PATH, HOME: project, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
    return { code, output: stdout + stderr };
  }

  it('names everything that is not fit for production, and starts nothing', async () => {
    const { code, output } = await run('start-production.sh', [], { SECRET_KEY: 'short', LOG_LEVEL: 'debug' });
    expect(code).toBe(78);
    for (const name of ['SECRET_KEY', 'DATABASE_URL', 'CORS_ORIGINS', 'LOG_LEVEL', 'PUBLIC_OPERATIONS']) {
      expect(output).toContain(`  - ${name}`);
    }
    expect((await run('status.sh', [])).code).toBe(3);
  });

  it('starts as many APIs and workers as it is told, for production; stop.sh stops them', async () => {
    const fit = {
      SECRET_KEY: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
      DATABASE_URL: database.url,
      CORS_ORIGINS: '',
      PUBLIC_OPERATIONS: 'false',
    };
    const args = ['--apis', '2', '--workers', '1', '--port', '0'];
    const { code, output } = await run('start-production.sh', args, { ...fit, SHUTDOWN_DRAIN_SECONDS: '0' });
    expect({ code, output }).toMatchObject({ code: 0 });
    const status = await run('status.sh', ['--json']);
    const { url, processes } = JSON.parse(status.output) as { url: string; processes: { name: string }[] };
    expect(processes.map(({ name }) => name)).toEqual(['supervisor', 'api-1', 'api-2', 'worker-1']);
    const first = Number(new URL(url).port);
    for (const port of [first, first + 1]) {
      expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
      expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(401);
    }
    expect((await run('stop.sh', [])).code).toBe(0);
    expect((await run('status.sh', [])).code).toBe(3);
  });

  it('has --help', async () => {
    for (const script of ['start-production.sh', 'rehearse.sh']) {
      const { code, output } = await run(script, ['--help']);
      expect({ script, code }).toEqual({ script, code: 0 });
      expect(output).toContain(`Usage: scripts/${script}`);
    }
  });
});

describe('the systemd units', () => {
  it('run programs and name variables that exist', async () => {
    const folder = join(ROOT, 'docs/deployment');
    const files = (await readdir(folder)).sort();
    expect(files).toEqual([
      'sheaf-api@.service',
      'sheaf-migrate.service',
      'sheaf-worker@.service',
      'sheaf.env.example',
    ]);
    for (const file of files) {
      const content = await readFile(join(folder, file), 'utf8');
      const names = [...content.matchAll(/(?:^|^Environment=|\s)([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
      expect(names.filter((name) => name !== undefined && !(name in envSchema.shape))).toEqual([]);
      const program = /^ExecStart=.* (dist\/\S+)$/m.exec(content)?.[1];
      if (file.endsWith('.service')) await expect(readFile(join(ROOT, program ?? 'none'))).resolves.toBeDefined();
    }
  });
});
