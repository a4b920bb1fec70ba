import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInterface } from 'node:readline';
import type { Storage } from '../../storage/storage.js';
import { CliError } from '../cli-error.js';
import { Checksum, FILE_LIST, fileEntrySchema, verify, type FileEntry, type Manifest } from './manifest.js';

const PROGRESS_EVERY = 500;

/** Throws a {@link CliError} when anything of the backup is not what it was when it was taken. */
export async function verifyBackup(folder: string, manifest: Manifest): Promise<void> {
  for (const { file, sha256 } of manifest.tables) await verify(folder, file, sha256);
  await verify(folder, FILE_LIST, manifest.files.sha256);
  for await (const { key, sha256 } of entries(folder)) await verify(folder, join('files', key), sha256);
}

/** Puts the files of the backup into storage. What is there already under a key is replaced. */
export async function restoreFiles(
  storage: Storage,
  folder: string,
  manifest: Manifest,
  say: (message: string) => void,
): Promise<void> {
  const gone = new Set(manifest.deleted_meanwhile.map((id) => `documents/${id}`));
  let count = 0;
  for await (const { key, sha256 } of entries(folder)) {
    if (gone.has(key.split('/', 2).join('/'))) continue;
    const checksum = new Checksum();
    const source = createReadStream(join(folder, 'files', key));
    await Promise.all([pipeline(source, checksum), storage.write(key, checksum)]);
    if (checksum.digest() !== sha256)
      throw new CliError(`files/${key} of the backup is damaged: its checksum is wrong.`);
    count += 1;
    if (count % PROGRESS_EVERY === 0) say(`Files: ${count} of ${manifest.files.count} …`);
  }
  say(`Files: ${count}`);
}

/** Takes everything out of storage that a backup could hold. */
export async function emptyStorage(storage: Storage): Promise<void> {
  const folders = new Set<string>();
  for await (const key of storage.list()) folders.add(key.split('/')[0] ?? key);
  for (const folder of folders) await storage.deletePrefix(folder);
}

async function* entries(folder: string): AsyncGenerator<FileEntry> {
  const lines = createInterface({ input: createReadStream(join(folder, FILE_LIST)), crlfDelay: Infinity });
  for await (const line of lines) yield fileEntrySchema.parse(JSON.parse(line));
}
