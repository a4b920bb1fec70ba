import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimFile } from '../claim-file.js';
import { CliError, errorCode } from '../cli-error.js';
import { markOf, type ProcessMark } from '../process-mark.js';
import { findBinaries, type PostgresBinaries } from './binaries.js';
import { dataFolder, prepareCluster, type Cluster } from './cluster.js';
import { chooseEndpoint, databaseUrl, socketFolder, type Endpoint } from './endpoint.js';
import { clearLeftover, stopServer } from './leftover.js';
import { waitUntilReady } from './readiness.js';
import { ServerUser } from './server-user.js';

const MAX_LOG_BYTES = 10 * 1024 * 1024;
const START_ATTEMPTS = 20;
const ATTEMPT_PAUSE_MS = 500;

export interface EmbeddedPostgresOptions {
  /** Holds `data/`, `socket/` and the password; made when it is missing. */
  directory: string;
  /** Where the server's own log goes; `postgres.log` in the directory by default. */
  logFile?: string;
  /** Server settings over the defaults, like `{ fsync: 'off' }` for tests. */
  settings?: Record<string, string>;
  /** The programs, where they are not those of the installed package. */
  binaries?: PostgresBinaries;
  /** Told what is unusual but dealt with, as a sentence. */
  onNotice?: (message: string) => void;
  /** Told when the server ends without having been asked to. */
  onUnexpectedExit?: (reason: string) => void;
}

export interface RunningServer {
  databaseUrl: string;
  pid: number;
}

const DEFAULT_SETTINGS: Record<string, string> = {
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  max_connections: '200',
};

/** A real PostgreSQL from the npm package, over a folder of its own: nothing to install, nothing to configure. */
export class EmbeddedPostgres {
  private readonly directory: string;
  private readonly logFile: string;
  private endpoint: Endpoint | undefined;
  private server: { child: ChildProcess; mark: ProcessMark } | undefined;
  private starting: Promise<RunningServer> | undefined;
  private stopping = false;

  constructor(private readonly options: EmbeddedPostgresOptions) {
    this.directory = resolve(options.directory);
    this.logFile = resolve(options.logFile ?? join(this.directory, 'postgres.log'));
  }

  /** Starts the server and waits until it answers. A second start after an unexpected end keeps the same URL. */
  async start(): Promise<RunningServer> {
    this.starting = this.claimAndStart();
    return this.starting;
  }

  private async claimAndStart(): Promise<RunningServer> {
    this.stopping = false;
    await this.prepareFolder();
    const holder = await claimFile(this.ownerFile);
    if (holder !== undefined) {
      throw new CliError(`The database in ${this.directory} is in use by another process (pid ${holder.pid}).`);
    }
    try {
      return await this.startClaimed();
    } catch (error) {
      await rm(this.ownerFile, { force: true });
      throw error;
    }
  }

  /** Fast stop: open transactions are rolled back, everything committed is on disk. */
  async stop(): Promise<void> {
    // A server that is coming up cannot be left behind.
    await this.starting?.catch(() => undefined);
    this.stopping = true;
    if (this.server !== undefined) {
      const { child, mark } = this.server;
      this.server = undefined;
      await stopServer(mark);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(this.ownerFile, { force: true });
    }
  }

  private get ownerFile(): string {
    return join(this.directory, 'owner.json');
  }

  private async prepareFolder(): Promise<void> {
    try {
      await mkdir(this.directory, { recursive: true });
      await mkdir(dirname(this.logFile), { recursive: true });
      // Under a strict umask the server's user could not pass; the folders inside are private.
      if (process.getuid?.() === 0) await chmod(this.directory, 0o711);
      await mkdir(socketFolder(this.directory), { recursive: true, mode: 0o700 });
      await access(this.directory, constants.W_OK);
    } catch (error) {
      const code = errorCode(error) ?? 'unknown error';
      const advice = 'give it to the user who starts the service, or start as the user who made it';
      throw new CliError(`The folder ${this.directory} cannot be written to (${code}): ${advice}.`, 1, {
        cause: error,
      });
    }
  }

  private async startClaimed(): Promise<RunningServer> {
    const binaries = this.options.binaries ?? (await findBinaries());
    const user = await ServerUser.choose(this.directory, binaries);
    const cluster = await prepareCluster(this.directory, binaries, user);
    await user.own(socketFolder(this.directory));
    await clearLeftover(this.directory, (message) => this.options.onNotice?.(message));
    this.endpoint ??= await chooseEndpoint(this.directory);
    const settings = Object.entries({ ...DEFAULT_SETTINGS, ...this.options.settings });
    const args = ['-D', dataFolder(this.directory), ...this.endpoint.args];
    const launch = user.launch(binaries.postgres, [
      ...args,
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    for (let attempt = 1; ; attempt++) {
      const problem = await this.spawnServer(launch, this.endpoint, cluster);
      if (problem === undefined) break;
      // Sessions of a server killed a moment ago hold its memory until they notice.
      if (!problem.includes('shared memory block') || attempt === START_ATTEMPTS) {
        throw new CliError(`PostgreSQL did not start: ${problem} (its log is ${this.logFile}).`);
      }
      await sleep(ATTEMPT_PAUSE_MS);
    }
    return { databaseUrl: databaseUrl(this.endpoint, cluster.password), pid: this.server?.mark.pid ?? 0 };
  }

  /** Returns why the server ended before it was ready, or undefined when it is. */
  private async spawnServer(
    { command, args, options }: ReturnType<ServerUser['launch']>,
    endpoint: Endpoint,
    cluster: Cluster,
  ): Promise<string | undefined> {
    const log = await openLog(this.logFile);
    // A session of its own: Ctrl-C in the terminal is for the one who started it, who stops it in its turn.
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log.handle.fd, log.handle.fd] });
    const exited = new AbortController();
    const readLogTail = () => readTail(this.logFile, log.size);
    child.once('error', (error) => {
      exited.abort(error);
    });
    child.once('exit', (code, name) => {
      exited.abort(new Error(`it ended with ${name ?? `code ${String(code)}`}`));
    });
    await log.handle.close();
    try {
      await waitUntilReady(endpoint, cluster, exited.signal);
    } catch (error) {
      if (exited.signal.aborted) return (await readLogTail()) || String(exited.signal.reason);
      child.kill('SIGQUIT');
      throw error;
    }
    this.adopt(child);
    return undefined;
  }

  private adopt(child: ChildProcess): void {
    const mark = child.pid === undefined ? undefined : markOf(child.pid);
    if (mark === undefined) throw new CliError(`PostgreSQL ended right after its start (its log is ${this.logFile}).`);
    this.server = { child, mark };
    child.once('exit', (code, name) => {
      if (this.stopping) return;
      this.server = undefined;
      void rm(this.ownerFile, { force: true }).then(() =>
        this.options.onUnexpectedExit?.(`PostgreSQL ended with ${name ?? `code ${String(code)}`}`),
      );
    });
  }
}

/** Opens the log for appending; a large one is put aside first. */
async function openLog(path: string) {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(path, `${path}.1`);
  return { handle: await open(path, 'a', 0o600), size: size > MAX_LOG_BYTES ? 0 : size };
}

/** What the server said last since `offset`, the fatal lines of it. */
async function readTail(path: string, offset: number): Promise<string> {
  const lines = (await readFile(path)).subarray(offset).toString('utf8').trim().split('\n');
  const fatal = lines.filter((line) => /FATAL|PANIC|HINT|error while loading/.test(line));
  return (fatal.length > 0 ? fatal : lines.slice(-3)).join(' ').trim();
}
