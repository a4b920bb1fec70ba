import { afterAll } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for what programs are to look at, of one suite. */
export function keepFiles(): { directory: string; keep: (name: string, bytes: Buffer | string) => Promise<string> } {
  const directory = mkdtempSync(join(tmpdir(), 'kept-files-'));
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return {
    directory,
    async keep(name, bytes) {
      const path = join(directory, name);
      await writeFile(path, bytes);
      return path;
    },
  };
}
