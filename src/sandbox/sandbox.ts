import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeFolder, scratchPath, sweepScratch } from '../common/scratch.js';
import { detectIsolation, type IsolationMode } from './isolation.js';
import { RESULT_FILE } from './protocol.js';
import { type KillReason, SandboxProcess } from './sandbox-process.js';
import { traceTask } from './task-trace.js';
import { SandboxClosedError } from './sandbox.errors.js';
import type { SandboxTask, TaskProgressListener } from './sandbox-task.js';
import type { Standby } from './standby.js';

const DEFAULT_TASKS_PER_CHILD = 50;
/** As many as a task uses at a time; more of them for as long is none of ours. */
const DEFAULT_PROCESSORS = 2;
const DEFAULT_DISK_BYTES = 2 * 1024 * 1024 * 1024;
/** The program of the processes, as compiled. */
export const SANDBOX_CHILD = fileURLToPath(new URL('./sandbox-child.js', import.meta.url));

/** Of all sandboxes of this process: their children keep what they need meanwhile in one folder, under this number. */
let childrenSpawned = 0;
let tasksStarted = 0;

export interface SandboxOptions {
  /** How many tasks run at the same time, each in a process of its own. */
  size: number;
  /** Time for one task; then its process is killed. */
  timeoutMs: number;
  /** How many processors it may keep busy for all of {@link timeoutMs}; a process that has taken more is killed. */
  processors?: number;
  /** Resident memory of one process; above it, it is killed. */
  memoryBytes: number;
  /** What one task may write, temporary files and output together; above it, its process is killed. */
  diskBytes?: number;
  /** What is taken from the processes; by default nothing but their environment. */
  isolation?: IsolationMode;
  /** Paths that every process may read besides its program and the files of its task. */
  readable?: readonly string[];
  /** Whether the processes may start programs. */
  mayStartPrograms?: boolean;
  /** Every task gets a folder of its own below. Made when it is missing. */
  scratchDirectory: string;
  /** How many tasks a process may do before another takes its place. */
  tasksPerChild?: number;
  /** The program that the processes run; by default the one that does any task of ours. */
  childModule?: string;
  /** What processes are started for and do before there is work, one after the other; without it they start with work. */
  standby?: Standby;
  /** Told of every process that ends in the middle of a task, killed or by itself. */
  onKill?: (pid: number, reason: KillReason) => void;
}

export interface SandboxRunOptions {
  /** Paths of what the task reads: it gets copies, whose paths its input is made of. */
  files?: readonly string[];
  onProgress?: TaskProgressListener;
  signal?: AbortSignal;
}

export interface SandboxResult<Output> {
  output: Output;
  /** Holds the files that belong to the output, until {@link release}. */
  outputDirectory: string;
  /** Removes the output directory. */
  release: () => Promise<void>;
}

interface Waiter {
  resolve: (child: SandboxProcess) => void;
  reject: (error: unknown) => void;
}

/**
 * Does tasks in child processes, so that a file which loops, eats memory or crashes its parser harms nothing but its
 * own process. The processes know no secret of ours: their environment is empty but for TZ, TMPDIR and the allocator's.
 */
export class Sandbox {
  private readonly children = new Set<SandboxProcess>();
  private readonly idle: SandboxProcess[] = [];
  private readonly waiting: Waiter[] = [];
  private closed = false;
  private standby: Standby | null;
  private standingBy: Promise<void> | null = null;
  /** Absolute: the children do not share our working directory. */
  private readonly scratchDirectory: string;

  constructor(private readonly options: SandboxOptions) {
    this.scratchDirectory = resolve(options.scratchDirectory);
    mkdirSync(this.scratchDirectory, { recursive: true });
    // What cannot be removed is no reason not to start.
    void Sandbox.sweep(this.scratchDirectory).catch(() => undefined);
    this.standby = options.standby ?? null;
    this.standBy();
  }

  /** Removes what dead processes left behind in a scratch directory. */
  static async sweep(scratchDirectory: string): Promise<void> {
    await sweepScratch(scratchDirectory);
  }

  /**
   * Does one task; waits its turn when all processes are busy. Rejects with a `DocumentFault` when the file or a limit
   * is at fault, with the reason of `signal` when it is aborted, with `ChildLostError` when the process ended by itself,
   * with `SandboxClosedError` after {@link close}. Nothing is left on the disk after a failure.
   */
  async run<Input, Output>(
    { module }: SandboxTask<Input, Output>,
    input: (copies: readonly string[]) => Input,
    { files = [], onProgress = () => undefined, signal }: SandboxRunOptions = {},
  ): Promise<SandboxResult<Output>> {
    const child = await this.acquire(signal);
    const outputDirectory = this.nextOutputDirectory();
    try {
      const absolute = files.map((file) => resolve(file));
      const task = { module, input, files: absolute, outputDirectory };
      await traceTask(module, onProgress, (told) => child.run(task, told, signal));
      const output = JSON.parse(await readFile(join(outputDirectory, RESULT_FILE), 'utf8')) as Output;
      if (await child.isBloated()) this.retire(child);
      else this.giveBack(child);
      return { output, outputDirectory, release: () => removeFolder(outputDirectory) };
    } catch (error) {
      this.retire(child);
      await removeFolder(outputDirectory);
      throw error;
    }
  }

  /** Kills every process; tasks that run or wait reject. */
  async close(): Promise<void> {
    this.closed = true;
    for (const waiter of this.waiting.splice(0)) waiter.reject(new SandboxClosedError());
    await Promise.all([...this.children].map((child) => child.kill('closed')));
    await this.standingBy;
  }

  private async acquire(signal?: AbortSignal): Promise<SandboxProcess> {
    signal?.throwIfAborted();
    if (this.closed) throw new SandboxClosedError();
    return this.free() ?? this.wait(signal);
  }

  private free(): SandboxProcess | undefined {
    for (let child = this.idle.pop(); child; child = this.idle.pop()) {
      if (child.alive) return child;
    }
    return this.children.size < this.options.size ? this.spawn() : undefined;
  }

  private wait(signal?: AbortSignal): Promise<SandboxProcess> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        waiter.reject(signal?.reason);
      };
      const waiter: Waiter = {
        resolve: (child) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(child);
        },
        reject: (error) => {
          signal?.removeEventListener('abort', onAbort);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- an abort's reason is the caller's
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(waiter);
    });
  }

  private spawn(): SandboxProcess {
    const { memoryBytes, timeoutMs, onKill } = this.options;
    childrenSpawned += 1;
    const module = this.options.childModule ?? SANDBOX_CHILD;
    const child = new SandboxProcess({
      module,
      directory: scratchPath(this.scratchDirectory, `box-${childrenSpawned}`),
      memoryBytes,
      timeoutMs,
      processors: this.options.processors ?? DEFAULT_PROCESSORS,
      diskBytes: this.options.diskBytes ?? DEFAULT_DISK_BYTES,
      isolation: detectIsolation(this.options.isolation ?? 'off', module),
      readable: this.options.readable ?? [],
      mayStartPrograms: this.options.mayStartPrograms ?? false,
      onKill: (pid, reason) => onKill?.(pid, reason),
    });
    this.children.add(child);
    child.onEnd(() => {
      this.children.delete(child);
      this.serveNext();
      this.standBy();
    });
    return child;
  }

  /** Starts the processes that may still be started, one at a time, so that work meanwhile has a processor left. */
  private standBy(): void {
    this.standingBy ??= this.startAllAhead().finally(() => {
      this.standingBy = null;
    });
  }

  private async startAllAhead(): Promise<void> {
    const { standby } = this;
    try {
      while (standby && !this.closed && this.children.size < this.options.size) await this.startAhead(standby);
    } catch (error) {
      if (this.closed) return;
      // Not tried again: it would fail again, and those that wait for a process would wait for that as well.
      this.standby = null;
      standby?.onFailure(error);
    }
  }

  private async startAhead({ module, input, onReady }: Standby): Promise<void> {
    const child = this.spawn();
    const outputDirectory = this.nextOutputDirectory();
    try {
      await child.run({ module, input: () => input, files: [], outputDirectory }, () => undefined);
      this.giveBack(child);
      onReady();
    } catch (error) {
      this.retire(child);
      throw error;
    } finally {
      await removeFolder(outputDirectory);
    }
  }

  private nextOutputDirectory(): string {
    tasksStarted += 1;
    return scratchPath(this.scratchDirectory, `out-${tasksStarted}`);
  }

  private giveBack(child: SandboxProcess): void {
    if (!child.alive || child.tasksDone >= (this.options.tasksPerChild ?? DEFAULT_TASKS_PER_CHILD)) {
      this.retire(child);
      return;
    }
    this.idle.push(child);
    this.serveNext();
  }

  private retire(child: SandboxProcess): void {
    void child.kill('closed');
  }

  private serveNext(): void {
    if (this.closed || this.waiting.length === 0) return;
    const child = this.free();
    if (child) this.waiting.shift()?.resolve(child);
  }
}
