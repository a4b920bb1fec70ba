import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import {
  interpolate,
  readComposeFile,
  variablesIn,
  type ComposeFile,
  type ComposeService,
} from '../../src/cli/rehearsal/compose-file.js';
import { settingsOf, toLocalEnvironment } from '../../src/cli/rehearsal/local-addresses.js';
import { REHEARSED } from '../../src/cli/rehearsal/rehearsal.js';
import { envSchema, parseEnv } from '../../src/config/env.js';
import { TARGETS } from '../../scripts/image-targets.mjs';
import { ROOT } from '../support/nginx.js';
import { describeWith, type Program } from '../support/programs.js';

const DOCKER_COMPOSE: Program = { name: 'docker-compose', debianPackage: 'docker-compose' };
const FILE = join(ROOT, 'docker-compose.yml');
const SECRETS = { SECRET_KEY: 'k'.repeat(32), POSTGRES_PASSWORD: 'p', REDIS_PASSWORD: 'r' };
const ADDRESSES = {
  directory: '/here',
  databaseUrl: 'postgres://sheaf:p@localhost:5432/sheaf?host=%2Fs',
  redisPort: 7,
};

/** Of no container: paths, ports and settings of the machines of developers, or of one process that runs alone. */
const NOT_FOR_CONTAINERS = ['LOG_DIR', 'LOG_MAX_SIZE_MB', 'LOG_KEEP_DAYS', 'KEY_INFORMATION_LABELS'];
/** Variables of the compose file itself. */
const OF_COMPOSE = [
  'POSTGRES_PASSWORD',
  'REDIS_PASSWORD',
  'REDIS_MAXMEMORY',
  'HTTP_PORT',
  'GRAFANA_PORT',
  'GRAFANA_PASSWORD',
];
/** Empty they open nothing: keys of the past, or of a service that refuses to start without. */
const HARMLESS_WHEN_EMPTY = [
  'SECRET_KEYS_PREVIOUS',
  'METRICS_TOKEN',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'GRAFANA_PASSWORD',
];

let text: string;
let compose: ComposeFile;
let services: [string, ComposeService][];

function service(name: string): ComposeService {
  const found = compose.services[name];
  if (!found) throw new Error(`There is no service ${name}`);
  return found;
}

function filled(name: string, variables: Record<string, string> = {}): Record<string, string> {
  const entries = Object.entries(service(name).environment);
  return Object.fromEntries(entries.map(([key, value]) => [key, interpolate(value, { ...SECRETS, ...variables })]));
}

beforeAll(async () => {
  text = await readFile(FILE, 'utf8');
  compose = await readComposeFile(FILE);
  services = Object.entries(compose.services);
});

describe('the compose file', () => {
  it('pins every image, and confines every container', () => {
    for (const [name, { image, tmpfs, user, build }] of services) {
      expect(`${name} ${image}`).toMatch(/:(v|RELEASE\.)?\d+[.\d-]+\d/);
      // Root file systems are read-only, capabilities dropped: the schema that reads the file asks for that.
      expect(tmpfs).toContain('/tmp');
      // The images of our own say it in the Dockerfile.
      if (!build) expect(user).toMatch(/^[1-9]\d*:\d+$/);
    }
  });

  it('has a health check for everything that can be asked, and others wait for it', () => {
    for (const [name, { healthcheck, restart }] of services) {
      const runsOnce = restart.startsWith('on-failure');
      if (!runsOnce) expect({ name, test: healthcheck?.test[0] }).toEqual({ name, test: 'CMD' });
    }
    for (const name of ['api', 'worker']) {
      expect(service(name).depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        postgres: { condition: 'service_healthy' },
        redis: { condition: 'service_healthy' },
      });
    }
    expect(service('nginx').depends_on).toEqual({ api: { condition: 'service_healthy' } });
  });

  it('scales: no container has a name or a port of the machine but nginx, and Grafana for this machine alone', () => {
    expect(text).not.toContain('container_name');
    const published = services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name);
    expect(published).toEqual(['nginx', 'grafana']);
    expect(service('grafana').ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
  });

  it('has no secret with a default', () => {
    const secrets = variablesIn(text).filter(({ name }) => /SECRET|PASSWORD|TOKEN$|KEY$|KEY_ID/.test(name));
    const open = secrets.filter(({ name, required }) => !required && !HARMLESS_WHEN_EMPTY.includes(name));
    expect(open).toEqual([]);
    for (const name of Object.keys(SECRETS)) {
      expect(() => filled('api', { [name]: '' })).toThrow(name === 'SECRET_KEY' ? /SECRET_KEY/ : /is not set/);
    }
    expect(text.match(/\$\{(S3_SECRET_ACCESS_KEY|S3_ACCESS_KEY_ID|GRAFANA_PASSWORD):-\}/g)?.length).toBeGreaterThan(3);
  });

  it('names variables that exist, and leaves out none of the service', () => {
    const known = Object.keys(envSchema.shape);
    const named = new Set(variablesIn(text).map(({ name }) => name));
    expect([...named].filter((name) => !known.includes(name) && !OF_COMPOSE.includes(name))).toEqual([]);
    const given = new Set(['api', 'worker'].flatMap((name) => Object.keys(service(name).environment)));
    expect([...given].filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !given.has(name)).sort()).toEqual([...NOT_FOR_CONTAINERS].sort());
  });

  it('gives API and workers an environment that they accept, for production', () => {
    for (const name of ['api', 'worker']) {
      expect(parseEnv(filled(name))).toMatchObject({ NODE_ENV: 'production', LOG_TO_FILES: false });
    }
    expect(parseEnv(filled('api'))).toMatchObject({ PUBLIC_OPERATIONS: false });
    const s3 = { STORAGE_DRIVER: 's3', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' };
    expect(parseEnv(filled('worker', s3))).toMatchObject({ S3_ENDPOINT: 'http://s3:9000', S3_BUCKET: 'sheaf' });
  });

  it('names ports on which the others listen', async () => {
    const { NGINX_PORT } = service('nginx').environment;
    expect(service('nginx').ports[0]).toMatch(new RegExp(`:${NGINX_PORT ?? ''}$`));
    expect(service('nginx').healthcheck?.test.join(' ')).toContain(`:${NGINX_PORT ?? ''}/nginx-health`);
    const upstream = await readFile(join(ROOT, 'nginx/upstream.conf'), 'utf8');
    expect(service('worker').environment.WORKER_METRICS_PORT).toBe('9464');
    expect(upstream).toContain(`server api:${service('api').environment.PORT ?? ''} resolve`);
    expect(filled('worker')).toMatchObject({
      DATABASE_URL: 'postgres://sheaf:p@postgres:5432/sheaf',
      REDIS_URL: 'redis://:r@redis:6379/0',
    });
    expect(service('postgres').environment).toMatchObject({ POSTGRES_USER: 'sheaf', POSTGRES_DB: 'sheaf' });
  });

  it('mounts paths of the repository and volumes that it declares', () => {
    const sources = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    const paths = sources.filter((source) => source.startsWith('./'));
    // The dashboards stand beside what they show.
    const missing = paths.filter((path) => !path.startsWith('./docs/monitoring') && !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
    const names = sources.filter((source) => !source.startsWith('./'));
    expect([...new Set(names)].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('runs programs that the images of its targets hold', async () => {
    const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
    for (const name of ['api', 'worker', 'migrate']) {
      const { build, command } = service(name);
      const target = build?.target ?? '';
      expect(dockerfile).toContain(`FROM runtime AS ${target}`);
      expect(TARGETS[target as keyof typeof TARGETS].entries).toContain(command.at(-1));
      if (name === target) expect(dockerfile).toContain(`CMD ${JSON.stringify(command).replaceAll(',', ', ')}`);
    }
    expect(dockerfile.match(/^USER node$/gm)).toHaveLength(2);
  });

  it('has in the image of the worker what child processes and threads load by name', async () => {
    const sources = (await readdir(join(ROOT, 'src'), { recursive: true })).filter((name) =>
      /(?<!\.spec)\.ts$/.test(name),
    );
    const loaded: string[] = [];
    for (const source of sources) {
      const code = await readFile(join(ROOT, 'src', source), 'utf8');
      for (const [, module = ''] of code.matchAll(/SandboxTask<[^>]*> = \{ module: '([^']+)'/g))
        loaded.push(`dist/${module}`);
      for (const [, module = ''] of code.matchAll(/new URL\('\.\/([\w-]+\.js)'/g))
        loaded.push(join('dist', dirname(source), module));
    }
    expect([...new Set(loaded)].filter((module) => !TARGETS.worker.entries.includes(module))).toEqual([]);
    expect(loaded.length).toBeGreaterThan(4);
  });
});

describe('the rehearsal', () => {
  it('starts every service that belongs to no profile', () => {
    const unconditional = services.filter(([, { profiles }]) => profiles.length === 0).map(([name]) => name);
    expect(unconditional.sort()).toEqual([...REHEARSED].sort());
  });

  it('leaves no name and no path of the containers in an environment', () => {
    for (const name of ['api', 'worker', 'migrate']) {
      const local = toLocalEnvironment(filled(name), ADDRESSES);
      const left = Object.entries(local).filter(([key, value]) => /@postgres|@redis|^\/data/.test(value) && key !== '');
      expect(left).toEqual([]);
      expect(Object.keys(local)).toEqual(Object.keys(service(name).environment));
    }
  });

  it('gives PostgreSQL the settings of its command', () => {
    expect(settingsOf(service('postgres').command)).toMatchObject({ max_connections: '300', timezone: 'UTC' });
  });

  it('fills in nothing that nginx would not', async () => {
    const filter = new RegExp(interpolate(service('nginx').environment.NGINX_ENVSUBST_FILTER ?? '', {}));
    const script = await readFile(join(ROOT, 'nginx/limits.envsh'), 'utf8');
    const exported = [...script.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    const own = Object.keys(service('nginx').environment);
    for (const folder of ['nginx/templates']) {
      for (const template of await readdir(join(ROOT, folder))) {
        const used = variablesIn(await readFile(join(ROOT, folder, template), 'utf8')).map(({ name }) => name);
        expect(used.filter((name) => !filter.test(name) || !(own.includes(name) || exported.includes(name)))).toEqual(
          [],
        );
      }
    }
  });
});

describeWith([DOCKER_COMPOSE], 'docker-compose', () => {
  it('accepts the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sheaf-compose-'));
    try {
      // The version that Debian has knows no project names.
      const { name: _project, ...rest } = parse(text, { merge: true }) as Record<string, unknown>;
      const file = join(folder, 'docker-compose.yml');
      await writeFile(file, JSON.stringify(rest));
      const env = { PATH: process.env.PATH, ...SECRETS };
      const { status, stderr } = spawnSync(DOCKER_COMPOSE.name, ['-f', file, 'config', '-q'], {
        env,
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
