import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestEnvironment } from './environment.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY = /"?(Worker ready|Listening on (?<url>http:\/\/[^"\s]+))/;
/** Two seconds on a machine of its own; a busy one may take many times that. */
const PATIENCE_MS = 60_000;

/** The programs; the obedient worker reads no documents but does what they say. */
const PROGRAMS = {
  main: 'dist/main.js',
  worker: 'dist/worker.js',
  'obedient-worker': 'test/support/obedient-worker.mjs',
} as const;
export type Entry = keyof typeof PROGRAMS;

/** A process of the built service, as it runs in production. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly pid: number,
    /** Where it listens; empty for a worker. */
    readonly url: string,
  ) {}

  /** Starts a program and resolves when it says that it is ready. */
  static async start(entry: Entry, { variables }: Pick<TestEnvironment, 'variables'>): Promise<ServiceProcess> {
    const child = spawn(process.execPath, [PROGRAMS[entry]], {
      cwd: ROOT,
      // Quieter ones would not say that they are ready.
      env: { PATH: process.env.PATH, ...variables, LOG_LEVEL: variables.LOG_LEVEL === 'debug' ? 'debug' : 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const ready = READY.exec(line);
        if (ready && child.pid !== undefined) return new ServiceProcess(child, child.pid, ready.groups?.url ?? '');
      }
    } finally {
      clearTimeout(timer);
      child.stdout.resume();
    }
    throw new Error(`${PROGRAMS[entry]} ended before it was ready`);
  }

  /** Sends a signal and resolves with how the process ended; at once when it has ended before. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<{ code: number | null; signal: string | null }> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill(signal);
      await ended;
    }
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }

  /** The process ids of its children. */
  children(): number[] {
    return childrenOf(this.pid);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** From Linux's /proc; the fourth field behind the name, which may hold anything, is the parent. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
          .replace(/^.*\) /s, '')
          .split(' ');
        return Number(fields[1]) === parent;
      } catch {
        return false;
      }
    });
}
