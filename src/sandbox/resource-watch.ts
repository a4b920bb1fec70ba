import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pidusage from 'pidusage';

const INTERVAL_MS = 250;

export type Resource = 'memory' | 'processor' | 'disk';

export interface ResourceLimits {
  /** Resident memory of the process and of the programs it has started. */
  memoryBytes: number;
  /** Time of all processors together, from now on. */
  processorMs: number;
  /** What stands in {@link folders} together. */
  diskBytes: number;
  folders: readonly string[];
}

/**
 * Looks at what a process takes until the returned function is called; `onExceeded` is called once, with what was too
 * much. V8's own limit does not count buffers and WebAssembly memory, this does.
 */
export function watchResources(
  pid: number,
  limits: ResourceLimits,
  onExceeded: (resource: Resource) => void,
): () => void {
  let stopped = false;
  let processorAtStart: number | null = null;
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => (looking = false));
  }, INTERVAL_MS);
  timer.unref();

  async function look(): Promise<void> {
    const { memory, processorMs } = await usageOf(pid);
    processorAtStart ??= processorMs;
    if (memory > limits.memoryBytes) tell('memory');
    else if (processorMs - processorAtStart > limits.processorMs) tell('processor');
    else if ((await bytesBelow(limits.folders)) > limits.diskBytes) tell('disk');
  }

  function tell(resource: Resource): void {
    if (stopped) return;
    stop();
    onExceeded(resource);
  }

  function stop(): void {
    stopped = true;
    clearInterval(timer);
  }
  return stop;
}

/** Resident memory of a process; 0 when it has ended. */
export async function residentBytes(pid: number): Promise<number> {
  return (await usageOf(pid)).memory;
}

/** A process that has just ended has no figures; its end is noticed elsewhere. */
async function usageOf(pid: number): Promise<{ memory: number; processorMs: number }> {
  const own = await pidusage(pid).catch(() => null);
  if (!own) return { memory: 0, processorMs: 0 };
  const started = await programsOf(pid);
  const theirs = started.length === 0 ? {} : await pidusage(started).catch(() => ({}));
  const memory = Object.values(theirs as Record<string, { memory: number } | undefined>).reduce(
    (sum, usage) => sum + (usage?.memory ?? 0),
    own.memory,
  );
  return { memory, processorMs: own.ctime };
}

/** As Linux tells it; nothing elsewhere. */
async function programsOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1').catch(() => '');
  return list.split(' ').filter(Boolean).map(Number);
}

/** Files come and go while they are counted. */
async function bytesBelow(folders: readonly string[]): Promise<number> {
  let sum = 0;
  for (const folder of folders) {
    for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
      sum += await stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      );
    }
  }
  return sum;
}
