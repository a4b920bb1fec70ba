import { readFile } from 'node:fs/promises';

/** The bytes of a file of test/fixtures. */
export function fixture(name: string): Promise<Buffer> {
  return readFile(new URL(`../fixtures/${name}`, import.meta.url));
}
