import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';
import type { Program } from './programs.js';

const run = promisify(execFile);

/** Storage services of Swift, each a process, behind the proxy that speaks S3. */
const SERVICES = ['account', 'container', 'object'] as const;

/** OpenStack Swift, whose `s3api` is a store of its own making: no imitation made for tests. */
export const SWIFT: Program[] = [
  { name: 'swift-ring-builder', debianPackage: 'swift' },
  ...['proxy', ...SERVICES].map((name) => ({ name: `swift-${name}-server`, debianPackage: `swift-${name}` })),
];

const ACCESS_KEY = 'test:tester';
const SECRET_KEY = 'testing';
const REGION = 'us-east-1';
const PATIENCE_MS = 30_000;
/** How many objects a list shows at a time. */
export const LIST_PAGE = 10;

/** One Swift on this machine, on ports of its own, in a folder that goes with it. */
export class SwiftServer {
  private constructor(
    private readonly directory: string,
    readonly endpoint: string,
    private readonly children: ChildProcess[],
    readonly client: S3Client,
  ) {}

  static async start(): Promise<SwiftServer> {
    const directory = await mkdtemp(join(tmpdir(), 'sheaf-swift-'));
    await mkdir(join(directory, 'devices', 'd1'), { recursive: true });
    await writeFile(
      join(directory, 'swift.conf'),
      `[swift-hash]\nswift_hash_path_prefix = a\nswift_hash_path_suffix = b\n[storage-policy:0]\nname = one\ndefault = yes\n`,
    );
    const ports = await Promise.all(SERVICES.map((service) => addService(directory, service)));
    const port = await freePort();
    await writeFile(join(directory, 'proxy.conf'), proxySettings(directory, port));
    const children = [...SERVICES, 'proxy'].map((name) =>
      spawn(`swift-${name}-server`, [join(directory, `${name}.conf`)], { stdio: 'ignore' }),
    );
    const endpoint = `http://127.0.0.1:${port}`;
    const server = new SwiftServer(directory, endpoint, children, clientOf(endpoint));
    await server.ready([port, ...ports]).catch(async (error: unknown) => {
      await server.dispose();
      throw error;
    });
    return server;
  }

  /** The variables of a service that keeps its files in `bucket` here. */
  variables(bucket: string): Record<string, string> {
    return {
      STORAGE_DRIVER: 's3',
      S3_ENDPOINT: this.endpoint,
      S3_BUCKET: bucket,
      S3_REGION: REGION,
      S3_ACCESS_KEY_ID: ACCESS_KEY,
      S3_SECRET_ACCESS_KEY: SECRET_KEY,
    };
  }

  async dispose(): Promise<void> {
    this.client.destroy();
    await Promise.all(this.children.map((child) => end(child)));
    await rm(this.directory, { recursive: true, force: true });
  }

  private async ready(ports: number[]): Promise<void> {
    for (const port of ports) {
      await eventually(async () => {
        await fetch(`http://127.0.0.1:${port}/healthcheck`);
      }, PATIENCE_MS);
    }
  }
}

function clientOf(endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Writes the settings of a storage service and the ring that leads to it; resolves to its port. */
async function addService(directory: string, service: (typeof SERVICES)[number]): Promise<number> {
  const port = await freePort();
  await writeFile(
    join(directory, `${service}.conf`),
    `[DEFAULT]\n${commonSettings(directory, port)}\nmount_check = false\ndevices = ${join(directory, 'devices')}\n` +
      `[pipeline:main]\npipeline = ${service}-server\n[app:${service}-server]\nuse = egg:swift#${service}\n`,
  );
  const builder = join(directory, `${service}.builder`);
  await run('swift-ring-builder', [builder, 'create', '2', '1', '1']);
  await run('swift-ring-builder', [builder, 'add', `r1z1-127.0.0.1:${port}/d1`, '1']);
  await run('swift-ring-builder', [builder, 'rebalance']);
  return port;
}

function proxySettings(directory: string, port: number): string {
  const filters = ['gatekeeper', 'healthcheck', 'listing_formats', 'cache', 'bulk', 's3api', 'tempauth', 'slo', 'dlo'];
  const extra: Record<string, string> = {
    // The proxy wants a cache and does without it when there is none, as at this port.
    cache: `memcache_servers = 127.0.0.1:1\n`,
    s3api: `location = ${REGION}\nmax_bucket_listing = ${LIST_PAGE}\n`,
    tempauth: `user_${ACCESS_KEY.replace(':', '_')} = ${SECRET_KEY} .admin\n`,
  };
  return [
    `[DEFAULT]\n${commonSettings(directory, port)}\n`,
    `[pipeline:main]\npipeline = catch_errors ${filters.join(' ')} proxy-server\n`,
    `[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n`,
    ...['catch_errors', ...filters].map(
      (name) => `[filter:${name}]\nuse = egg:swift#${name === 'cache' ? 'memcache' : name}\n${extra[name] ?? ''}`,
    ),
  ].join('');
}

function commonSettings(directory: string, port: number): string {
  return `bind_ip = 127.0.0.1\nbind_port = ${port}\nworkers = 0\nswift_dir = ${directory}\nuser = ${userInfo().username}`;
}
