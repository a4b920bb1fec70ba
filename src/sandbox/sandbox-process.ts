import { type ChildProcess, fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { ChildLostError, DocumentFault } from '../common/errors.js';
import { removeFolder } from '../common/scratch.js';
import { residentBytes, watchMemory } from './memory-watch.js';
import { type ChildMessage, isChildMessage, type TaskMessage } from './protocol.js';
import { SandboxClosedError } from './sandbox.errors.js';
import type { TaskProgressListener } from './sandbox-task.js';

const MEBIBYTE = 1024 * 1024;
const HEAP_SHARE = 0.75;
const MIN_HEAP_MB = 64;
/** Of its memory, what a process may still hold when it is given another task. */
const MAX_LEFT_SHARE = 0.5;
const OUTPUT_TAIL = 8192;
const HEAP_EXHAUSTED = /heap out of memory|ERR_WORKER_OUT_OF_MEMORY/;

/** `crashed`: it ended by itself. */
export type KillReason = 'timed_out' | 'out_of_memory' | 'aborted' | 'closed' | 'crashed';

export interface SandboxProcessOptions {
  module: string;
  /** A working directory that exists. */
  directory: string;
  /** The child's TMPDIR: made for each task and removed after it. */
  temporaryDirectory: string;
  memoryBytes: number;
  timeoutMs: number;
  onKill: (pid: number, reason: KillReason) => void;
}

interface RunningTask {
  onProgress: TaskProgressListener;
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
    this.child = fork(options.module, [], {
      cwd: options.directory,
      env: { TZ: 'UTC', TMPDIR: options.temporaryDirectory },
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.output = (this.output + text).slice(-OUTPUT_TAIL);
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
   * Rejects with a {@link DocumentFault} for a fault of the file or a limit, with the reason of `signal` when aborted,
   * and with {@link ChildLostError} when the child ends by itself.
   */
  async run(task: TaskMessage, onProgress: TaskProgressListener, signal?: AbortSignal): Promise<void> {
    await mkdir(this.options.temporaryDirectory, { recursive: true });
    const release = this.guard(signal);
    try {
      await this.perform(task, onProgress, signal);
    } finally {
      release();
      if (this.killed) await this.exited;
      await removeFolder(this.options.temporaryDirectory);
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

  private perform(task: TaskMessage, onProgress: TaskProgressListener, signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.running = { onProgress, resolve, reject };
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
    const { timeoutMs, memoryBytes } = this.options;
    const timer = setTimeout(() => {
      const seconds = Math.round(timeoutMs / 100) / 10;
      void this.kill('timed_out', new DocumentFault('TIMED_OUT', 'failure.timed_out', { seconds }));
    }, timeoutMs);
    const onAbort = (): void => void this.kill('aborted', signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const unwatch = watchMemory(this.child.pid ?? -1, memoryBytes, () => {
      void this.kill('out_of_memory', this.outOfMemory());
    });
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      unwatch();
    };
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
