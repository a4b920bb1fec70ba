import { AsyncResource } from 'node:async_hooks';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, constants, mkdir, rename } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { ChildLostError, DocumentFault } from '../common/errors.js';
import { removeFolder } from '../common/scratch.js';
import { confinedCommand, type Isolation } from './isolation.js';
import { type ChildMessage, isChildMessage, type TaskMessage } from './protocol.js';
import { residentBytes, type Resource, watchResources } from './resource-watch.js';
import { SandboxClosedError } from './sandbox.errors.js';
import { TaskOutput } from './task-output.js';
import type { TaskProgressListener } from './sandbox-task.js';

const MEBIBYTE = 1024 * 1024;
const HEAP_SHARE = 0.75;
const MIN_HEAP_MB = 64;
/** Of its memory, what a process may still hold when it is given another task. */
const MAX_LEFT_SHARE = 0.5;
const OUTPUT_TAIL = 8192;
/** glibc would give every thread that asks at the same time an arena of its own: 20 MiB more for a book, no time saved. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2' };
const HEAP_EXHAUSTED = /heap out of memory|ERR_WORKER_OUT_OF_MEMORY/;

/** `crashed`: it ended by itself. */
export type KillReason = 'timed_out' | 'out_of_memory' | 'out_of_disk' | 'aborted' | 'closed' | 'crashed';

export interface SandboxProcessOptions {
  module: string;
  /** The child's own: made for each task and removed after it. It holds copies of the files, TMPDIR and the output. */
  directory: string;
  /** What it may take of {@link directory}. */
  diskBytes: number;
  memoryBytes: number;
  isolation: Isolation;
  /** Further paths that it may read. */
  readable: readonly string[];
  mayStartPrograms: boolean;
  timeoutMs: number;
  /** How many processors it may keep busy for all of that time. */
  processors: number;
  onKill: (pid: number, reason: KillReason) => void;
}

/** A task as a child is given it. */
export interface ChildTask {
  module: string;
  /** Absolute paths of what the task reads. */
  files: readonly string[];
  input: (copies: readonly string[]) => unknown;
  outputDirectory: string;
}

interface RunningTask {
  onProgress: TaskProgressListener;
  onOutput: (text: string) => void;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** One child process: runs one task at a time, and can be killed at any moment. */
export class SandboxProcess {
  tasksDone = 0;
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;
  private running: RunningTask | null = null;
  private killed: { reason: KillReason; error: unknown } | null = null;
  private ended = false;
  private output = '';

  constructor(private readonly options: SandboxProcessOptions) {
    const heapMegabytes = Math.max(MIN_HEAP_MB, Math.floor((options.memoryBytes * HEAP_SHARE) / MEBIBYTE));
    const { command, args } = confinedCommand(
      options.isolation,
      {
        module: options.module,
        writable: [this.folder('tmp'), this.folder('out')],
        readable: [join(this.folder('in'), '*'), ...options.readable],
        mayStartPrograms: options.mayStartPrograms,
        maxFileBytes: options.diskBytes,
      },
      [`--max-old-space-size=${heapMegabytes}`],
    );
    this.child = spawn(command, args, {
      cwd: dirname(options.directory),
      env: { TZ: 'UTC', TMPDIR: this.folder('tmp'), ...ALLOCATOR },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.output = (this.output + text).slice(-OUTPUT_TAIL);
      this.running?.onOutput(text);
    });
    this.child.on('message', (message) => {
      if (isChildMessage(message)) this.receive(message);
    });
    this.exited = new Promise((resolve) => {
      // 'close' rather than 'exit': stderr, which tells an exhausted heap from other ends, has been read by then.
      this.child.once('close', (code, signal) => {
        this.end(code, signal);
        resolve();
      });
      this.child.once('error', (error) => {
        this.settle((task) => {
          task.reject(error);
        });
        if (this.child.pid === undefined) resolve();
      });
    });
  }

  get alive(): boolean {
    return !this.ended && !this.killed && this.child.connected;
  }

  /** Whether so much memory is left from what it has done that the next task might be blamed for it. */
  async isBloated(): Promise<boolean> {
    const bytes = await residentBytes(this.child.pid ?? -1);
    return bytes > this.options.memoryBytes * MAX_LEFT_SHARE;
  }

  onEnd(listener: () => void): void {
    void this.exited.then(listener);
  }

  /**
   * Does a task with copies of `files`, which `input` is told the paths of, and leaves its output in `outputDirectory`,
   * which must not exist. Rejects with a {@link DocumentFault} for a fault of the file or a limit, with the reason of
   * `signal` when aborted, and with {@link ChildLostError} when the child ends by itself.
   */
  async run(
    { module, files, input, outputDirectory }: ChildTask,
    onProgress: TaskProgressListener,
    signal?: AbortSignal,
  ): Promise<void> {
    let release: () => void = () => undefined;
    try {
      const copies = await this.prepare(files);
      release = this.guard(signal);
      const task = { type: 'task' as const, module, input: input(copies), outputDirectory: this.folder('out') };
      await this.perform(task, onProgress, signal);
      await rename(this.folder('out'), outputDirectory);
    } finally {
      release();
      if (this.killed) await this.exited;
      await removeFolder(this.options.directory);
    }
  }

  /** Ends the process at once; a running task rejects with `error`. */
  async kill(reason: KillReason, error: unknown = new SandboxClosedError()): Promise<void> {
    if (!this.killed && !this.ended) {
      this.killed = { reason, error };
      if (this.child.pid !== undefined && this.running) this.options.onKill(this.child.pid, reason);
      this.child.kill('SIGKILL');
    }
    await this.exited;
  }

  /** Copies rather than links: what the child does to them, it does to them alone. */
  private async prepare(files: readonly string[]): Promise<string[]> {
    for (const name of ['in', 'tmp', 'out'] as const) await mkdir(this.folder(name), { recursive: true });
    const copies = files.map((file, index) => join(this.folder('in'), `${index + 1}${extname(file)}`));
    for (const [index, file] of files.entries()) {
      await copyFile(file, copies[index] ?? '', constants.COPYFILE_FICLONE);
    }
    return copies;
  }

  private folder(name: 'in' | 'tmp' | 'out'): string {
    return join(this.options.directory, name);
  }

  private perform(task: TaskMessage, onProgress: TaskProgressListener, signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const output = new TaskOutput(this.child.pid);
      // The child's events belong to whatever was at hand when it was started: another job, as a rule.
      this.running = {
        onProgress: AsyncResource.bind(onProgress),
        onOutput: AsyncResource.bind((text: string) => {
          output.take(text);
        }),
        resolve,
        reject,
      };
      if (this.ended) this.end(this.child.exitCode, this.child.signalCode);
      else if (signal?.aborted) void this.kill('aborted', signal.reason);
      else {
        this.child.send(task, (error) => {
          // The channel is gone because the process is; its end says more than the failed send.
          if (error && this.child.pid === undefined) reject(error);
        });
      }
    });
  }

  private guard(signal?: AbortSignal): () => void {
    const { timeoutMs, processors, memoryBytes, diskBytes } = this.options;
    const timer = setTimeout(() => {
      this.killFor('processor');
    }, timeoutMs);
    const onAbort = (): void => void this.kill('aborted', signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const limits = {
      memoryBytes,
      diskBytes,
      processorMs: timeoutMs * processors,
      folders: [this.folder('tmp'), this.folder('out')],
    };
    const unwatch = watchResources(this.child.pid ?? -1, limits, (resource) => {
      this.killFor(resource);
    });
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      unwatch();
    };
  }

  private killFor(resource: Resource): void {
    const seconds = Math.round(this.options.timeoutMs / 100) / 10;
    const megabytes = Math.round(this.options.diskBytes / MEBIBYTE);
    if (resource === 'memory') void this.kill('out_of_memory', this.outOfMemory());
    else if (resource === 'disk') {
      void this.kill('out_of_disk', new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_disk', { megabytes }));
    } else void this.kill('timed_out', new DocumentFault('TIMED_OUT', 'failure.timed_out', { seconds }));
  }

  private outOfMemory(): DocumentFault {
    const megabytes = Math.round(this.options.memoryBytes / MEBIBYTE);
    return new DocumentFault('OUT_OF_MEMORY', 'failure.out_of_memory', { megabytes });
  }

  private receive(message: ChildMessage): void {
    if (message.type === 'progress') {
      this.running?.onProgress(message.progress);
      return;
    }
    this.tasksDone += 1;
    this.settle((task) => {
      if (message.type === 'done') task.resolve();
      else if (message.fault) {
        task.reject(new DocumentFault(message.fault.code, message.fault.key, message.fault.params));
      } else task.reject(new Error(message.message));
    });
  }

  private end(code: number | null, signal: NodeJS.Signals | null): void {
    this.ended = true;
    this.settle((task) => {
      if (this.killed) task.reject(this.killed.error);
      else {
        const heapExhausted = HEAP_EXHAUSTED.test(this.output);
        this.options.onKill(this.child.pid ?? -1, heapExhausted ? 'out_of_memory' : 'crashed');
        task.reject(heapExhausted ? this.outOfMemory() : new ChildLostError(code, signal, this.output));
      }
    });
  }

  private settle(how: (task: RunningTask) => void): void {
    const task = this.running;
    this.running = null;
    if (task) how(task);
  }
}
