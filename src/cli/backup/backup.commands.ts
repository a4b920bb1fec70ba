import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseEnv, type Env } from '../../config/env.js';
import { createStorage } from '../../storage/create-storage.js';
import { CliError } from '../cli-error.js';
import { withDatabase } from '../database/with-database.js';
import type { ProjectPaths } from '../paths.js';
import { resolveSecretKey } from '../start/secret-key.js';
import { readRun } from '../state/run-state.js';
import { readManifest } from './manifest.js';
import { assertRestorable, restoreDatabase } from './restore-database.js';
import { emptyStorage, restoreFiles, verifyBackup } from './restore-files.js';
import { takeBackup } from './take-backup.js';

/** `sheaf backup`: of a service that runs, or does not. */
export async function backupCommand(
  paths: ProjectPaths,
  { folder, force }: { folder: string | undefined; force: boolean },
): Promise<void> {
  const target = resolve(folder ?? join(paths.varFolder, 'backups', nameOf(new Date())));
  await makeRoom(target, force);
  await withDatabase(paths, async (databaseUrl) => {
    const storage = await createStorage(await envOf(paths, databaseUrl));
    const { deleted_meanwhile: deleted } = await takeBackup({ databaseUrl, storage, folder: target, say });
    if (deleted.length > 0) say(`${deleted.length} document(s) were deleted meanwhile and will not be restored`);
    say(`The backup is complete: ${target}`);
  });
}

/** `sheaf restore`: into a service that does not run. */
export async function restoreCommand(
  paths: ProjectPaths,
  folder: string,
  { force }: { force: boolean },
): Promise<void> {
  const source = resolve(folder);
  const manifest = await readManifest(source);
  if ((await readRun(paths.stateFile))?.live) throw new CliError('The service is running: stop it first.');
  await withDatabase(paths, async (databaseUrl) => {
    await assertRestorable(databaseUrl, manifest, force);
    const storage = await createStorage(await envOf(paths, databaseUrl));
    say(`Checking the backup of ${manifest.taken_at} …`);
    await verifyBackup(source, manifest);
    if (force) await emptyStorage(storage);
    // Files first: a row must never be without its bytes, and bytes without a row harm nobody.
    await restoreFiles(storage, source, manifest, say);
    await restoreDatabase(databaseUrl, source, manifest);
    say(`Database: ${manifest.tables.length} tables`);
    say('Restored. Unfinished jobs go on when the service is started.');
  });
}

async function makeRoom(folder: string, force: boolean): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const present = await readdir(folder);
  if (present.length === 0) return;
  if (!force) throw new CliError(`${folder} is not empty: --force replaces the backup in it.`);
  // Nothing but what a backup consists of: a wrong folder must not be emptied.
  const strange = present.filter((name) => !['manifest.json', 'files.ndjson', 'database', 'files'].includes(name));
  if (strange.length > 0)
    throw new CliError(`${folder} holds more than a backup (${strange[0] ?? ''}): choose another.`);
  for (const name of present) await rm(join(folder, name), { recursive: true });
}

async function envOf(paths: ProjectPaths, databaseUrl: string): Promise<Env> {
  const SECRET_KEY = await resolveSecretKey(paths.secretKey);
  return parseEnv({ ...process.env, DATABASE_URL: databaseUrl, SECRET_KEY });
}

function nameOf(time: Date): string {
  return `sheaf-${time.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
}

function say(message: string): void {
  process.stdout.write(`› ${message}\n`);
}
