import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { markOf } from '../process-mark.js';
import { RestartPolicy } from './restart-policy.js';

const TAIL_LINES = 15;

export interface ProcessSpec {
  name: string;
  /** The compiled entry point, run by this Node. */
  script: string;
  /** Flags for Node itself. */
  nodeFlags?: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

export interface ProcessEvents {
  onLine(name: string, line: string, stream: 'stdout' | 'stderr'): void;
  onStarted(name: string, mark: { pid: number; started: string }, restarts: number): void;
  onCrash(name: string, how: string, restartInMs: number): void;
  /** It dies as soon as it is started, again and again. */
  onHopeless(name: string, how: string, tail: string[]): void;
}

/** One service process that is kept alive: started again when it dies, ended when asked. */
export class ManagedProcess {
  private readonly policy = new RestartPolicy();
  private child: ChildProcess | undefined;
  private closed: Promise<void> = Promise.resolve();
  private restarts = 0;
  private tail: string[] = [];
  private readonly ending = new AbortController();

  constructor(
    private readonly spec: ProcessSpec,
    private readonly events: ProcessEvents,
  ) {}

  /** The last lines of its stderr, for reports. */
  get lastWords(): string[] {
    return this.tail;
  }

  start(): void {
    const { script, nodeFlags = [], cwd, env } = this.spec;
    const startedAt = Date.now();
    this.tail = [];
    // A session of its own: Ctrl-C reaches the supervisor alone, which ends all in the right order.
    const child = spawn(process.execPath, ['--enable-source-maps', ...nodeFlags, script], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.take(line, 'stdout');
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.take(line, 'stderr');
    });
    this.closed = new Promise((resolve) => {
      child.once('error', (error) => {
        this.take(error.message, 'stderr');
      });
      child.once('close', (code, signal) => {
        resolve();
        this.onClose(child, signal ?? `code ${String(code)}`, Date.now() - startedAt);
      });
    });
    const mark = child.pid === undefined ? undefined : markOf(child.pid);
    if (mark !== undefined) this.events.onStarted(this.spec.name, mark, this.restarts);
  }

  /** Asks the process to end its work, and kills it when it has not after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.ending.abort();
    this.child?.kill('SIGTERM');
    const timer = setTimeout(() => {
      this.kill();
    }, graceMs);
    await this.closed;
    clearTimeout(timer);
  }

  /** Ends the process and all that it started, at once. */
  kill(): void {
    this.ending.abort();
    if (this.child?.exitCode === null && this.child.signalCode === null) killGroup(this.child);
  }

  private take(line: string, stream: 'stdout' | 'stderr'): void {
    if (stream === 'stderr') this.tail = [...this.tail, line].slice(-TAIL_LINES);
    this.events.onLine(this.spec.name, line, stream);
  }

  private onClose(child: ChildProcess, how: string, livedMs: number): void {
    this.child = undefined;
    // A worker that was killed leaves its parsers behind.
    killGroup(child);
    if (this.ending.signal.aborted) return;
    const delay = this.policy.afterDeath(livedMs);
    if (delay === undefined) {
      this.events.onHopeless(this.spec.name, how, this.tail);
      return;
    }
    this.events.onCrash(this.spec.name, how, delay);
    void sleep(delay, undefined, { signal: this.ending.signal }).then(
      () => {
        this.restarts += 1;
        this.start();
      },
      () => undefined,
    );
  }
}

/** A process that leads its session has a group of its own number. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
