import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.js';
import { commandLineOf, markOf, signal, waitUntilGone, type ProcessMark } from '../process-mark.js';
import { dataFolder } from './cluster.js';
import { socketFolder } from './endpoint.js';

const FAST_STOP_MS = 30_000;
const IMMEDIATE_STOP_MS = 10_000;

/**
 * Clears what a killed predecessor left: its server, which would keep the data folder to itself, or lock files whose
 * process number now belongs to another program (PostgreSQL would believe it to be itself; common in containers).
 */
export async function clearLeftover(directory: string, notice: (message: string) => void): Promise<void> {
  const data = dataFolder(directory);
  const pid = await readPid(join(data, 'postmaster.pid'));
  const mark = pid === undefined ? undefined : markOf(pid);
  if (mark === undefined) return;
  if (!commandLineOf(mark.pid).includes(data)) {
    await rm(join(data, 'postmaster.pid'), { force: true });
    await rm(join(socketFolder(directory), '.s.PGSQL.5432.lock'), { force: true });
    return;
  }
  notice(`Stopping the PostgreSQL server that an earlier run left behind (pid ${mark.pid}).`);
  await stopServer(mark);
}

/** Fast stop, and after half a minute an immediate one: the next start then recovers from the log. */
export async function stopServer(mark: ProcessMark): Promise<void> {
  signal(mark, 'SIGINT');
  if (await waitUntilGone(mark, FAST_STOP_MS)) return;
  signal(mark, 'SIGQUIT');
  if (await waitUntilGone(mark, IMMEDIATE_STOP_MS)) return;
  throw new CliError(`The PostgreSQL server (pid ${mark.pid}) does not stop.`);
}

async function readPid(path: string): Promise<number | undefined> {
  const first = await readFile(path, 'utf8').then(
    (content) => content.split('\n')[0] ?? '',
    () => '',
  );
  return /^\d+$/.test(first) ? Number(first) : undefined;
}
