import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorCode } from './cli-error.js';
import { isRunning, markOf, type ProcessMark } from './process-mark.js';

export const processMarkSchema = z.object({ pid: z.number().int().positive(), started: z.string() });

const PUBLIC_FILE = 0o644;
export const PRIVATE_FILE = 0o600;

/** The record of this process, for a file that says who holds something. */
export function ownMark(): ProcessMark {
  return markOf(process.pid) ?? { pid: process.pid, started: '' };
}

/** Reads a JSON file of the given shape; undefined when it is missing or damaged. */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces a file in one step: a reader sees the old content or the new one, never half of it. */
export async function writeJsonFile(path: string, value: unknown, mode = PUBLIC_FILE): Promise<void> {
  const temporary = await writeAside(path, value, mode);
  await rename(temporary, path);
}

/**
 * Creates a file only if nobody has; false when it exists. The file appears with its whole content, so that a second
 * process never reads an empty claim and takes it for a stale one.
 */
export async function createJsonFile(path: string, value: unknown): Promise<boolean> {
  const temporary = await writeAside(path, value, PUBLIC_FILE);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Claims `path` for this process. Returns the mark of the running process that holds it, or undefined when it is ours. */
export async function claimFile(path: string): Promise<ProcessMark | undefined> {
  for (;;) {
    if (await createJsonFile(path, ownMark())) return undefined;
    const holder = await readJsonFile(path, processMarkSchema);
    if (holder !== undefined && isRunning(holder)) return holder;
    await rm(path, { force: true });
  }
}

async function writeAside(path: string, value: unknown, mode: number): Promise<string> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode });
  return temporary;
}
