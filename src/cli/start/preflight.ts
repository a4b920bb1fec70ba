import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { EnvError, parseEnv } from '../../config/env.js';
import { CliError, errorCode } from '../cli-error.js';
import { type ProjectPaths } from '../paths.js';

/** Makes the folders that a run writes to; one clear sentence when one of them is not ours to write. */
export async function ensureFolders(paths: ProjectPaths): Promise<void> {
  for (const folder of [paths.varFolder, paths.runFolder, paths.logs]) {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      const why = ['EACCES', 'EPERM'].includes(errorCode(error) ?? '')
        ? 'it belongs to another user'
        : errorCode(error);
      throw new CliError(
        `The folder ${folder} cannot be written to (${why ?? 'unknown error'}): give it to the user who starts ` +
          'Sheaf, or start as the user who made it.',
      );
    }
  }
}

export async function ensureBuilt(paths: ProjectPaths): Promise<void> {
  for (const file of [paths.api, paths.worker, paths.migrate]) {
    await access(file).catch(() => {
      throw new CliError(`The service is not built (${file} is missing): run scripts/start.sh or "npm run build".`);
    });
  }
}

/** Checks the whole configuration as the processes will, so that a bad value is told before anything starts. */
export function ensureUsableEnv(env: NodeJS.ProcessEnv): void {
  try {
    parseEnv(env);
  } catch (error) {
    if (error instanceof EnvError) throw new CliError(error.message);
    throw error;
  }
}

/** The port to listen on: the given one if it is free, a free one for 0. */
export async function ensurePortFree(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      reject(portProblem(error, port, host));
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => {
        resolve(address !== null && typeof address === 'object' ? address.port : port);
      });
    });
  });
}

const ATTEMPTS = 20;

/** The same for as many ports in a row; returns the first. */
export async function ensurePortsFree(port: number, count: number, host: string): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const first = await ensurePortFree(port, host);
    try {
      for (let next = first + 1; next < first + count; next++) await ensurePortFree(next, host);
      return first;
    } catch (error) {
      if (port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}

function portProblem(error: Error, port: number, host: string): CliError {
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program: stop it, or choose another port with --port.`,
    EACCES: `Port ${port} needs privileges that this user does not have: choose one above 1023 with --port.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine: choose another with --host.`,
    ENOTFOUND: `${host} is not an address of this machine: choose another with --host.`,
  };
  return new CliError(sentences[errorCode(error) ?? ''] ?? `Cannot listen on ${host}:${port}: ${error.message}.`);
}
