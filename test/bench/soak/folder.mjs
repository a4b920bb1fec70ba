import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The regular files below a folder that hold anything, in the order of their names. */
export async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths.sort();
}

/** What stands below a folder, by relative path; nothing when there is no such folder. */
export async function listEntries(folder) {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.map((name) => relative(folder, join(folder, name))).sort();
}

export async function isFolder(path) {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
