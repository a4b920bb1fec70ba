import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CliError } from '../cli-error.js';
import { type ProcessSpec } from './managed-process.js';

const TAIL_LINES = 15;

/** Brings the schema up to date in a process of its own; throws with its last words when it fails. */
export async function runMigration(
  spec: ProcessSpec,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(process.execPath, [spec.script], {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  let tail: string[] = [];
  createInterface({ input: child.stdout }).on('line', onLine);
  createInterface({ input: child.stderr }).on('line', (line) => {
    tail = [...tail, line].slice(-TAIL_LINES);
  });
  const how = await new Promise<string | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, name) => {
      resolve(code === 0 ? undefined : (name ?? `code ${String(code)}`));
    });
  });
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (how !== undefined) throw new CliError([`The database could not be migrated (${how}).`, ...tail].join('\n'));
}
