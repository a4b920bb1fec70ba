import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interpolate, readComposeFile, serviceOf } from '../../src/cli/rehearsal/compose-file.js';
import { LocalNginx } from '../../src/cli/rehearsal/local-nginx.js';
import { LocalProcess } from '../../src/cli/rehearsal/local-process.js';
import { freePort } from './free-port.js';
import type { Program } from './programs.js';

export const NGINX: Program = { name: 'nginx', debianPackage: 'nginx-light' };
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Debian keeps nginx where only root looks. */
process.env.PATH = `${process.env.PATH ?? ''}:/usr/sbin`;

export interface AccessRecord {
  path: string;
  status: number;
  upstream: string;
  upstream_status: string;
  request_id: string;
  address: string;
}

/** What a `docker-compose.override.yml` adds to the service. */
interface Override {
  environment: Record<string, string>;
  volumes: string[];
}

/** nginx of the compose file in front of servers of a test. */
export class TestNginx {
  private constructor(
    private readonly process: LocalProcess,
    private readonly directory: string,
    readonly url: string,
  ) {}

  static async start(
    upstreamPorts: number[],
    variables: Record<string, string> = {},
    override: Override = { environment: {}, volumes: [] },
  ): Promise<TestNginx> {
    const directory = await mkdtemp(join(tmpdir(), 'sheaf-nginx-'));
    if (process.getuid?.() === 0) await chmod(directory, 0o711);
    const service = serviceOf(await readComposeFile(join(ROOT, 'docker-compose.yml')), 'nginx');
    const volumes = [...service.volumes, ...override.volumes];
    const files = new LocalNginx(ROOT, { ...service, volumes }, directory);
    const port = await freePort();
    const environment = Object.fromEntries(
      Object.entries(service.environment).map(([name, value]) => [name, interpolate(value, variables)]),
    );
    const fixed = { PATH: process.env.PATH ?? '', NGINX_PORT: `127.0.0.1:${port}` };
    const env = { ...environment, ...override.environment, ...fixed };
    await files.write(env, upstreamPorts);
    const plan = { name: 'nginx', argv: files.argv, cwd: directory, env, logFile: join(directory, 'nginx.log') };
    const nginx = new TestNginx(new LocalProcess(plan), directory, `http://127.0.0.1:${port}`);
    await nginx.process.start();
    const answers = (): Promise<boolean> =>
      fetch(`${nginx.url}/nginx-health`).then(
        ({ ok }) => ok,
        () => false,
      );
    await nginx.process.until(answers, 10_000);
    return nginx;
  }

  /** Everything that it has written. */
  log(): Promise<string> {
    return readFile(join(this.directory, 'nginx.log'), 'utf8');
  }

  async accessRecords(): Promise<AccessRecord[]> {
    return toAccessRecords(await this.log());
  }

  async dispose(): Promise<void> {
    await this.process.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

export function toAccessRecords(log: string): AccessRecord[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as AccessRecord);
}
