import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, errorCode } from '../cli-error.js';
import { type ProjectPaths } from '../paths.js';
import { signal, waitUntilGone } from '../process-mark.js';
import { stopLeftoverProcesses } from '../state/leftover-processes.js';
import { readRun, type RunState } from '../state/run-state.js';
import { rm } from 'node:fs/promises';

/** Longer than the supervisor takes at most: drain, then the database's fast and immediate stop. */
const STOP_TIMEOUT_MS = 80_000;
const FORCED_STOP_TIMEOUT_MS = 20_000;
/** A second signal within half a second counts as the same. */
const SECOND_SIGNAL_MS = 700;

/** `sheaf stop`: ends the service, or what a killed supervisor left of it. Returns whether anything was running. */
export async function stopCommand(paths: ProjectPaths, { force }: { force: boolean }): Promise<boolean> {
  const run = await readRun(paths.stateFile);
  if (run === undefined) {
    process.stdout.write('Sheaf is not running.\n');
    return false;
  }
  const { state } = run;
  if (run.live) await stopSupervisor(state, force);
  const left = await stopLeftoverProcesses(state);
  await rm(paths.stateFile, { force: true });
  if (!run.live && left.length === 0) process.stdout.write('Sheaf is not running.\n');
  else if (left.length > 0) process.stdout.write(`Stopped what was left behind: ${left.join(', ')}.\n`);
  else process.stdout.write('Sheaf is stopped.\n');
  return run.live || left.length > 0;
}

async function stopSupervisor(state: RunState, force: boolean): Promise<void> {
  process.stdout.write(
    `Stopping Sheaf (pid ${state.pid})${force ? '' : '; requests and jobs under way may finish'} …\n`,
  );
  try {
    signal(state, 'SIGTERM');
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error;
    throw new CliError(`Sheaf (pid ${state.pid}) was started by another user: stop it as that user, or as root.`);
  }
  if (force) {
    await sleep(SECOND_SIGNAL_MS);
    signal(state, 'SIGTERM');
  }
  if (await waitUntilGone(state, force ? FORCED_STOP_TIMEOUT_MS : STOP_TIMEOUT_MS)) return;
  signal(state, 'SIGKILL');
  await waitUntilGone(state, 5_000);
}
