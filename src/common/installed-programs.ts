import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where programs of the machine are looked for: only where its administrator puts them, whatever `PATH` says. */
export const PROGRAM_FOLDERS: readonly string[] = ['/usr/local/bin', '/usr/bin', '/bin'];

/** The path of a program of the machine; null when it is not installed. */
export function findInstalledProgram(name: string): string | null {
  return PROGRAM_FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}
