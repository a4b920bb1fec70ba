import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { BenchClient } from './client.mjs';

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/** A service of one's own for a benchmark: a database in a temporary folder, and the processes it is asked for. */
export class BenchService {
  #children = new Set();
  #stopping = false;

  constructor(dist, directory, server, variables) {
    this.dist = dist;
    this.directory = directory;
    this.server = server;
    this.variables = variables;
  }

  /** Starts the database and migrates it. `variables` are added to the environment of the processes. */
  static async start(dist, variables = {}) {
    const load = (path) => import(pathToFileURL(join(dist, path)).href);
    const { EmbeddedPostgres } = await load('cli/embedded-postgres/embedded-postgres.js');
    const { runMigrations } = await load('cli/run-migrations.js');
    const directory = await mkdtemp(join(tmpdir(), 'sheaf-bench-'));
    const server = new EmbeddedPostgres({ directory: join(directory, 'postgres') });
    const { databaseUrl } = await server.start();
    const service = new BenchService(dist, directory, server, {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      SECRET_KEY: randomBytes(32).toString('hex'),
      UPLOAD_DIR: join(directory, 'storage'),
      SCRATCH_DIR: join(directory, 'scratch'),
      LOG_DIR: join(directory, 'logs'),
      // One client asks for all.
      RATE_LIMIT_ENABLED: 'false',
      ...variables,
    });
    await runMigrations(databaseUrl).catch(async (error) => {
      await service.stop();
      throw error;
    });
    return service;
  }

  /** An API process on a free port, ready to serve; `variables` are for it alone. */
  async startApi(variables = {}) {
    const port = await freePort();
    const child = await this.#spawn('main.js', { ...variables, PORT: String(port) });
    const client = new BenchClient(port);
    await this.#until(child, () => client.isReady());
    return { pid: child.pid, client, hasEnded: () => hasEnded(child), stop: () => this.#stop(child) };
  }

  /** A worker process; `flags` are for Node. */
  async startWorker(flags = []) {
    const child = await this.#spawn('worker.js', {}, flags);
    return { pid: child.pid, hasEnded: () => hasEnded(child), stop: () => this.#stop(child) };
  }

  /** Stops everything that was started here, the database last, and removes the folder. */
  async stop() {
    this.#stopping = true;
    for (const child of this.#children) await this.#stop(child);
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  async #spawn(script, variables, flags = []) {
    const log = await open(this.#outputOf(script), 'a');
    if (this.#stopping) throw new Error('The service is being stopped');
    // In the temporary folder, so that no `.env` of a developer changes what is measured.
    const child = spawn(process.execPath, [...flags, join(this.dist, script)], {
      cwd: this.directory,
      env: { ...this.variables, ...variables },
      stdio: ['ignore', log.fd, log.fd],
    });
    this.#children.add(child);
    await log.close();
    return child;
  }

  #outputOf(script) {
    return join(this.directory, `${script}.out`);
  }

  async #until(child, isTrue) {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await isTrue())) {
      if (hasEnded(child) || Date.now() > deadline) {
        throw new Error(`The API did not come up:\n${await readFile(this.#outputOf('main.js'), 'utf8')}`);
      }
      await sleep(50);
    }
  }

  async #stop(child) {
    this.#children.delete(child);
    if (hasEnded(child)) return;
    const timer = new AbortController();
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const late = sleep(STOP_TIMEOUT_MS, 'late', { signal: timer.signal }).catch(() => undefined);
    if ((await Promise.race([exited, late])) === 'late') child.kill('SIGKILL');
    timer.abort();
    await exited;
  }
}

/** Runs `work` with a service that is stopped whatever happens, Ctrl-C included. */
export async function withService({ dist, variables }, work) {
  const interrupted = interruption();
  // It may come while the service starts, and is then acted on afterwards: a database that is coming up is not left.
  interrupted.catch(() => undefined);
  const service = await BenchService.start(dist, variables);
  try {
    await Promise.race([interrupted, work(service)]);
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
    process.stderr.write('Interrupted.\n');
    process.exitCode = 130;
  } finally {
    await service.stop();
  }
}

class Interruption extends Error {}

function interruption() {
  return new Promise((_, reject) => {
    const interrupt = () => {
      reject(new Interruption());
    };
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  });
}

function hasEnded({ exitCode, signalCode }) {
  return exitCode !== null || signalCode !== null;
}

async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
