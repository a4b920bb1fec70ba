import { readdir, readFile, writeFile } from 'node:fs/promises';

const KIBIBYTE = 1024;
const RESET_PEAK = '5';

/** Resident memory of a process in bytes: now, and at its highest since {@link resetPeak} (or the start). */
export async function readMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return { resident: field(status, 'VmRSS'), peak: field(status, 'VmHWM') };
}

/** Lets the kernel measure the peak anew from here. */
export async function resetPeak(pid) {
  await writeFile(`/proc/${pid}/clear_refs`, RESET_PEAK);
}

/** Resident memory of the processes that a process has started, in bytes. */
export async function readChildren(pid) {
  const sizes = [];
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name) && (await parentOf(name)) === pid) sizes.push(await residentOf(name));
  }
  return sizes.filter((size) => size > 0);
}

/** A process may end between being listed and being read. */
async function parentOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in brackets, may itself hold spaces and brackets.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

async function residentOf(pid) {
  return readMemory(pid).then(
    ({ resident }) => resident,
    () => 0,
  );
}

function field(status, name) {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status);
  return Number(found?.[1] ?? 0) * KIBIBYTE;
}
