import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'sheaf';
const HOST = hostname().replace(/[^A-Za-z0-9-]/g, '_');
const STARTED_AT = Math.round(Date.now() - process.uptime() * 1000);
const FOREIGN_MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** What this process may find again as its own: in a container every start has the same process id, hence the time. */
const OWNER = `${PREFIX}.${HOST}.${process.pid}.${STARTED_AT}`;

/** A new, empty folder below `scratchDirectory` whose name tells which process owns it. */
export async function createScratchFolder(scratchDirectory: string): Promise<string> {
  await mkdir(scratchDirectory, { recursive: true });
  return mkdtemp(join(scratchDirectory, `${OWNER}.`));
}

/** A path of this process that does not exist yet, for a folder that comes and goes under one name. */
export function scratchPath(scratchDirectory: string, name: string): string {
  return join(scratchDirectory, `${OWNER}.${name}`);
}

export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Removes the scratch folders of processes that are gone. Whether a process of another host (containers may share the
 * directory) lives cannot be asked, so its folders go once nothing has changed in them for a day.
 */
export async function sweepScratch(scratchDirectory: string): Promise<void> {
  const names = await readdir(scratchDirectory).catch(() => []);
  for (const name of names) {
    const path = join(scratchDirectory, name);
    if (await isStale(name, path)) await removeFolder(path);
  }
}

async function isStale(name: string, path: string): Promise<boolean> {
  const [prefix, host, pid, startedAt] = name.split('.');
  if (prefix !== PREFIX || startedAt === undefined) return false;
  if (host !== HOST) {
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    return age > FOREIGN_MAX_AGE_MS;
  }
  if (Number(pid) === process.pid) return Number(startedAt) !== STARTED_AT;
  return !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
