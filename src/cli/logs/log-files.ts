import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../cli-error.js';

const ROTATED = /^(app|worker|access)-\d{4}-\d\d-\d\d\.log(\.\d+)?$/;
const SINGLE = /^(postgres|supervisor)\.log$/;

/** One of the logs: `error-…` repeats what stands in the others and is left out. */
export interface LogFile {
  path: string;
  /** `api`, `worker`, `access`, `postgres` or `supervisor`. */
  source: string;
  size: number;
  modifiedMs: number;
}

export async function listLogFiles(folder: string): Promise<LogFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const files = await Promise.all(
    names.map(async (name) => {
      const family = (ROTATED.exec(name) ?? SINGLE.exec(name))?.[1];
      if (family === undefined) return [];
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) return [];
      return [{ path, source: family === 'app' ? 'api' : family, size: found.size, modifiedMs: found.mtimeMs }];
    }),
  );
  return files.flat();
}

/** The text of a file from one offset to another. */
export async function readRange(path: string, from: number, to: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.max(0, to - from)),
      0,
      Math.max(0, to - from),
      from,
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
