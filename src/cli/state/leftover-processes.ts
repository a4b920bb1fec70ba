import { stopServer } from '../embedded-postgres/leftover.js';
import { isRunning, signal, waitUntilGone } from '../process-mark.js';
import { type ManagedProcessState, type RunState } from './run-state.js';

const GRACE_MS = 10_000;

/** Ends what a killed supervisor left running, the database last. Returns the names of what was ended. */
export async function stopLeftoverProcesses({ processes }: RunState): Promise<string[]> {
  const alive = processes.filter(isRunning);
  await Promise.all(alive.filter(({ name }) => name !== 'postgres').map(stopProcess));
  await Promise.all(alive.filter(({ name }) => name === 'postgres').map(stopServer));
  return alive.map(({ name, pid }) => `${name} (pid ${pid})`);
}

async function stopProcess(leftover: ManagedProcessState): Promise<void> {
  signal(leftover, 'SIGTERM');
  if (!(await waitUntilGone(leftover, GRACE_MS))) signal(leftover, 'SIGKILL');
  await waitUntilGone(leftover, GRACE_MS);
}
