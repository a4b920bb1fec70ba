import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cli-error.js';

const POLL_MS = 100;
const STOP_TIMEOUT_MS = 60_000;
const TAIL_LINES = 20;

export interface ProcessPlan {
  name: string;
  argv: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** Where both of its outputs go. */
  logFile: string;
}

/** One process in the place of a container. It is not started again by itself. */
export class LocalProcess {
  private child: ChildProcess | undefined;
  private logStart = 0;

  constructor(readonly plan: ProcessPlan) {}

  get pid(): number | undefined {
    return this.isRunning ? this.child?.pid : undefined;
  }

  get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  async start(): Promise<void> {
    const { argv, cwd, env, logFile } = this.plan;
    const [command = '', ...args] = argv;
    const log = await open(logFile, 'a');
    this.logStart = (await log.stat()).size;
    // A session of its own: Ctrl-C is for the rehearsal, which ends all in order.
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log.fd, log.fd] });
    await log.close();
    child.on('error', () => undefined);
    this.child = child;
  }

  /** Resolves when `isReady` does to true; throws with the last lines of the log when the process ends before. */
  async until(isReady: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await isReady())) {
      if (!this.isRunning || Date.now() > deadline) {
        const how = this.isRunning ? `was not ready within ${timeoutMs / 1000} s` : 'ended before it was ready';
        throw new CliError(`${this.plan.name} ${how}:\n${await this.lastWords()}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** Resolves when a line that it has written since its start passes the test. */
  untilLogged(line: RegExp, timeoutMs: number): Promise<void> {
    return this.until(async () => line.test(await this.readLog()), timeoutMs);
  }

  /** Resolves with the exit code. */
  async end(): Promise<number | null> {
    if (this.child && this.isRunning) await once(this.child, 'exit');
    return this.child?.exitCode ?? null;
  }

  signal(name: NodeJS.Signals): void {
    if (this.isRunning) this.child?.kill(name);
  }

  /** Asks it to end and waits; kills it when it takes longer than a minute. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const timer = setTimeout(() => {
      this.signal('SIGKILL');
    }, STOP_TIMEOUT_MS);
    this.signal(signal);
    const code = await this.end();
    clearTimeout(timer);
    this.killGroup();
    return code;
  }

  /** Ends it as a lost machine would: at once, with all that it has started. */
  async kill(): Promise<void> {
    this.killGroup();
    await this.end();
  }

  /** What it has written since its last start. */
  async readLog(): Promise<string> {
    return (await readFile(this.plan.logFile)).subarray(this.logStart).toString('utf8');
  }

  private async lastWords(): Promise<string> {
    const size = await stat(this.plan.logFile).then((found) => found.size);
    return size === this.logStart ? '(it said nothing)' : lastLines(await this.readLog());
  }

  private killGroup(): void {
    if (this.child?.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // Nobody is left.
    }
  }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-TAIL_LINES).join('\n');
}
