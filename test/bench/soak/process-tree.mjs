import { readdir, readFile, readlink } from 'node:fs/promises';

const KIBIBYTE = 1024;
const ROLES = [
  ['main.js', 'API'],
  ['worker.js', 'worker'],
  ['sandbox-child.js', 'child'],
  ['tesseract', 'tesseract'],
];

/**
 * Watches some processes and all below them, from Linux's /proc: what they take, and which of them were ever seen.
 * Two processes are the same when number and time of start agree, as the system gives numbers anew.
 */
export class ProcessTree {
  /** `{pid, start, role, peak}` by `pid/start`; `peak` is the kernel's high-water mark, in bytes. */
  seen = new Map();
  /** The most that all of them together held at one moment. */
  peakTogether = 0;

  constructor(roots) {
    this.roots = roots;
  }

  async sample() {
    const processes = await this.#living();
    let together = 0;
    for (const { pid, start } of processes) {
      const { resident, peak } = await memoryOf(pid);
      together += resident;
      const key = `${pid}/${start}`;
      const known = this.seen.get(key) ?? { pid, start, role: await roleOf(pid), peak: 0 };
      known.peak = Math.max(known.peak, peak);
      this.seen.set(key, known);
    }
    this.peakTogether = Math.max(this.peakTogether, together);
  }

  /** The highest peak of one process, by its role. */
  peaks() {
    const peaks = new Map();
    for (const { role, peak } of this.seen.values()) peaks.set(role, Math.max(peaks.get(role) ?? 0, peak));
    return peaks;
  }

  countLiving() {
    return this.#living().then((processes) => processes.length);
  }

  /** Those that were seen and still live. */
  async survivors() {
    const found = [];
    for (const process of this.seen.values()) {
      const status = await statusOf(process.pid);
      if (status?.start === process.start) found.push(process);
    }
    return found;
  }

  async #living() {
    const all = await listProcesses();
    const inTree = new Set(this.roots);
    for (let grown = true; grown;) {
      const before = inTree.size;
      for (const { pid, parent } of all) if (inTree.has(parent)) inTree.add(pid);
      grown = inTree.size > before;
    }
    return all.filter(({ pid }) => inTree.has(pid));
  }
}

/** Open descriptors of a process, told apart by what they are: `{socket: 7, pipe: 4, file: 12}`. */
export async function readDescriptors(pid) {
  const counts = {};
  for (const name of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
    const target = await readlink(`/proc/${pid}/fd/${name}`).catch(() => null);
    if (target === null) continue;
    const kind = target.startsWith('/') ? 'file' : (/^(?:anon_inode:)?\[?(\w+)/.exec(target)?.[1] ?? 'other');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

async function listProcesses() {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return (await Promise.all(names.map((name) => statusOf(Number(name))))).filter((status) => status !== null);
}

/** Null when it has ended, or waits only to be buried. The name, in brackets, may itself hold spaces and brackets. */
async function statusOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 20 || fields[0] === 'Z') return null;
  return { pid, parent: Number(fields[1]), start: fields[19] };
}

async function memoryOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * KIBIBYTE;
  return { resident: field('VmRSS'), peak: field('VmHWM') };
}

async function roleOf(pid) {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return ROLES.find(([part]) => line.includes(part))?.[1] ?? 'other';
}
