import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { CliError, errorCode } from '../cli-error.js';
import { type ProjectPaths } from '../paths.js';
import { type StartSettings } from '../state/run-state.js';
import { backgroundMessageSchema } from './background-reporter.js';
import { ensureFolders } from './preflight.js';

const LAST_MESSAGE_MS = 300;

interface Listener {
  say(message: string): void;
  warn(message: string): void;
}

/**
 * Starts the supervisor in a session of its own and waits until it is ready. Returns the seconds it took, or the exit
 * code with which it ended instead (the reason has been told).
 */
export async function startInBackground(
  paths: ProjectPaths,
  settings: StartSettings,
  listener: Listener,
): Promise<{ seconds: number } | { exitCode: number }> {
  await ensureFolders(paths);
  const log = await open(paths.supervisorLog, 'a', 0o644).catch((error: unknown) => {
    throw new CliError(`The file ${paths.supervisorLog} cannot be written (${errorCode(error) ?? 'unknown error'}).`);
  });
  const flags = ['--port', String(settings.port), '--host', settings.host, '--workers', String(settings.workers)];
  flags.push('--apis', String(settings.apis), ...(settings.production ? ['--production'] : []));
  const child = spawn(process.execPath, [paths.cli, 'start', '--as-supervisor', ...flags], {
    cwd: paths.root,
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  const forward = (): void => void child.kill('SIGTERM');
  process.once('SIGINT', forward).once('SIGTERM', forward);
  const outcome = await waitForOutcome(child, listener, paths.supervisorLog);
  process.off('SIGINT', forward).off('SIGTERM', forward);
  if (child.connected) child.disconnect();
  child.unref();
  return outcome;
}

async function waitForOutcome(
  child: ChildProcess,
  listener: Listener,
  log: string,
): Promise<{ seconds: number } | { exitCode: number }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    let told = false;
    child.once('exit', (code, name) => {
      // Its last message may still be on the way.
      setTimeout(() => {
        if (!told) listener.warn(`The supervisor ended with ${name ?? `code ${String(code)}`}; see ${log}.`);
        resolve({ exitCode: code ?? 1 });
      }, LAST_MESSAGE_MS);
    });
    child.on('message', (raw) => {
      const message = backgroundMessageSchema.parse(raw);
      if (message.kind === 'say') listener.say(message.message);
      else if (message.kind === 'warn') listener.warn(message.message);
      else if (message.kind === 'ready') resolve({ seconds: message.seconds });
      else {
        told = true;
        resolve({ exitCode: message.exitCode });
      }
    });
  });
}
