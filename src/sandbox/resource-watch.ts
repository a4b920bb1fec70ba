import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pidusage from 'pidusage';

const INTERVAL_MS = 250;
/** The unit of times in /proc: Linux tells programs a hundredth of a second, whatever it counts in (USER_HZ). */
const CLOCK_TICK_MS = 10;
/** How long pidusage keeps a file open for a process that has ended; by default a minute, in which hundreds may end. */
const MEMORY_OF_ENDED_MS = 1_000;

export type Resource = 'memory' | 'processor' | 'disk';

export interface ResourceLimits {
  /** Resident memory of the process and of the programs it has started. */
  memoryBytes: number;
  /** Time of all processors together, from now on: of all threads of the process and of the programs it has started. */
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

/** Resident memory of a process and of the programs it has started; 0 when it has ended. */
export async function residentBytes(pid: number): Promise<number> {
  return (await usageOf(pid)).memory;
}

interface Usage {
  memory: number;
  processorMs: number;
}

/** A process that has just ended has no figures; its end is noticed elsewhere. */
async function usageOf(pid: number): Promise<Usage> {
  const own = await pidusage(pid, { maxage: MEMORY_OF_ENDED_MS }).catch(() => null);
  if (!own) return { memory: 0, processorMs: 0 };
  const processorMs = own.ctime + (await processorMsOfEnded(pid));
  const started = await Promise.all((await programsOf(pid)).map(usageOf));
  return started.reduce(
    (sum, usage) => ({ memory: sum.memory + usage.memory, processorMs: sum.processorMs + usage.processorMs }),
    { memory: own.memory, processorMs },
  );
}

/** Whichever of its threads started them. As Linux tells it; nothing elsewhere. */
async function programsOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'latin1').catch(() => '')),
  );
  return lists.join(' ').split(' ').filter(Boolean).map(Number);
}

/** What the programs that a process has started took until they ended: cutime and cstime of proc(5). */
async function processorMsOfEnded(pid: number): Promise<number> {
  const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The name of the program, which may hold anything, stands in parentheses before the third field.
  const [user = 0, system = 0] = line
    .slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .slice(13, 15)
    .map(Number);
  return (user + system) * CLOCK_TICK_MS;
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
