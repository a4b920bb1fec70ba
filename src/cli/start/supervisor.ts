import { CliError } from '../cli-error.js';
import { type ProjectPaths } from '../paths.js';
import { type RunStateFile } from '../state/run-state.js';
import { ManagedPostgres } from './managed-postgres.js';
import { ManagedProcess, type ProcessEvents, type ProcessSpec } from './managed-process.js';
import { runMigration } from './migration.js';
import { waitUntilServing } from './readiness-probe.js';
import { type Reporter } from './reporter.js';
import { localUrl } from './service-url.js';

/**
 * A worker needs some 40 MB of heap. Left to itself, Node would let garbage pile up to several times that, since it sees
 * how much memory the machine has.
 */
const WORKER_FLAGS = ['--max-old-space-size=512'];
const READY_TIMEOUT_MS = 120_000;
const DRAIN_MS = 30_000;

/** Starts all processes in their order, keeps them alive, and ends them in the reverse order. */
export class Supervisor {
  private postgres: ManagedPostgres | undefined;
  private readonly services = new Map<string, ManagedProcess>();
  private readonly ending = new AbortController();
  private stopped: Promise<void> | undefined;
  private reportHopeless: (reason: CliError) => void = () => undefined;
  /** Resolves with the reason when a process cannot be kept alive. */
  readonly hopeless = new Promise<CliError>((resolve) => {
    this.reportHopeless = resolve;
  });

  constructor(
    private readonly paths: ProjectPaths,
    private readonly env: NodeJS.ProcessEnv,
    private readonly run: RunStateFile,
    private readonly reporter: Reporter,
  ) {}

  /** Brings everything up; resolves when the API is ready, throws when it cannot be. */
  async start(): Promise<void> {
    const { settings } = this.run.current;
    if (settings.database === 'embedded') {
      this.postgres = new ManagedPostgres(this.paths.postgres, this.paths.postgresLog, this.events);
      this.env.DATABASE_URL = await this.postgres.start();
      this.ending.signal.throwIfAborted();
      this.reporter.say('PostgreSQL is up.');
    }
    const tellMigration = (line: string): void => {
      this.reporter.line('migrate', line, 'stdout');
    };
    await runMigration(this.spec('migrate', this.paths.migrate), tellMigration, this.ending.signal);
    this.reporter.say('The database schema is current.');
    for (let number = 1; number <= settings.apis; number++) {
      this.startService({ ...this.spec(this.apiName(number), this.paths.api), env: this.apiEnv(number) });
    }
    for (let number = 1; number <= settings.workers; number++) {
      this.startService({
        ...this.spec(`worker-${number}`, this.paths.worker, WORKER_FLAGS),
        env: this.workerEnv(number),
      });
    }
    for (let number = 1; number <= settings.apis; number++) {
      await this.waitUntilReady(this.apiName(number), localUrl(settings.host, settings.port + number - 1));
    }
    await this.run.update({ status: 'running' });
  }

  /** Lets the services finish what they do (half a minute at most), then stops the database. */
  async stop(): Promise<void> {
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  /** Ends the services at once; {@link stop}, which is under way, then stops the database. */
  force(): void {
    for (const service of this.services.values()) service.kill();
  }

  private async stopAll(): Promise<void> {
    this.ending.abort(new CliError('Stopped before it was ready.', 130));
    await this.run.update({ status: 'stopping' });
    await Promise.all([...this.services.values()].map((service) => service.stop(DRAIN_MS)));
    await this.postgres?.stop();
    await this.run.remove();
  }

  private startService(spec: ProcessSpec): void {
    if (this.ending.signal.aborted) return;
    const service = new ManagedProcess(spec, this.events);
    this.services.set(spec.name, service);
    service.start();
  }

  private spec(name: string, script: string, nodeFlags: readonly string[] = []): ProcessSpec {
    return { name, script, nodeFlags, cwd: this.paths.root, env: this.env };
  }

  private apiName(number: number): string {
    return this.run.current.settings.apis === 1 ? 'api' : `api-${number}`;
  }

  private apiEnv(number: number): NodeJS.ProcessEnv {
    return { ...this.env, PORT: String(this.run.current.settings.port + number - 1) };
  }

  /** Of several workers on one machine each has its own port for metrics, counting up from the one that is given. */
  private workerEnv(number: number): NodeJS.ProcessEnv {
    const first = Number(this.env.WORKER_METRICS_PORT ?? '0');
    return first === 0 ? this.env : { ...this.env, WORKER_METRICS_PORT: String(first + number - 1) };
  }

  private async waitUntilReady(name: string, baseUrl: string): Promise<void> {
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, this.ending.signal]);
    void this.hopeless.then((reason) => {
      waiting.abort(reason);
    });
    try {
      await waitUntilServing(baseUrl, READY_TIMEOUT_MS, signal);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      const lastWords = this.services.get(name)?.lastWords ?? [];
      const message = `The API (${name}) was not ready after ${READY_TIMEOUT_MS / 1000} s: ${reason}`;
      throw new CliError([message, ...lastWords].join('\n'));
    }
  }

  private readonly events: ProcessEvents = {
    onLine: (name, line, stream) => {
      this.reporter.line(name, line, stream);
    },
    onStarted: (name, mark, restarts) => {
      void this.run.setProcess({ name, ...mark, restarts, since: new Date().toISOString() });
      if (restarts > 0) this.reporter.say(`${name} is running again (pid ${mark.pid}).`);
    },
    onCrash: (name, how, delayMs) => {
      this.reporter.warn(`${name} ended unexpectedly (${how}); starting it again in ${delayMs / 1000} s.`);
    },
    onHopeless: (name, how, tail) => {
      const message = `${name} does not come up: it ended ${how === '' ? '' : `(${how}) `}five times within its first seconds.`;
      this.reportHopeless(new CliError([message, ...tail].join('\n')));
    },
  };
}
