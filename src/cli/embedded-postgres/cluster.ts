import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CliError, errorCode } from '../cli-error.js';
import { type PostgresBinaries } from './binaries.js';
import { type ServerUser } from './server-user.js';

/** The superuser that initdb makes and the service connects as. */
export const DATABASE_USER = 'sheaf';

/**
 * Bytewise order, which for Hangul is dictionary order, with Unicode's rules for letters and case. `lc-ctype` is what
 * pg_trgm asks what a letter is: under plain C it sees none in Korean. Not every system has a locale of each name.
 */
const CHARACTER_TYPES = ['C.UTF-8', 'en_US.UTF-8', 'C'];
const LOCALE = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];

/** Where a cluster's files are. */
export function dataFolder(directory: string): string {
  return join(directory, 'data');
}

export interface Cluster {
  /** The superuser's. */
  password: string;
  isNew: boolean;
}

/** Makes the cluster unless it is there. Refuses one of another version. */
export async function prepareCluster(
  directory: string,
  binaries: PostgresBinaries,
  user: ServerUser,
): Promise<Cluster> {
  const data = dataFolder(directory);
  const passwordFile = join(directory, 'password');
  if (await holdsCluster(data, user.readVersion(binaries))) {
    return { password: await readPassword(passwordFile), isNew: false };
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await createCluster(directory, password, binaries, user);
  return { password, isNew: true };
}

async function holdsCluster(data: string, version: string): Promise<boolean> {
  const files = await readdir(data).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw new CliError(`The database folder ${data} cannot be read (${errorCode(error) ?? 'unknown error'}).`);
  });
  if (files.length === 0) return false;
  const found = await readFile(join(data, 'PG_VERSION'), 'utf8').then(
    (content) => content.trim(),
    () => undefined,
  );
  if (found === undefined)
    throw new CliError(`The folder ${data} holds files but no PostgreSQL database: move it away.`);
  const expected = version.split('.')[0];
  if (found === expected) return true;
  throw new CliError(
    `The database in ${data} was made by PostgreSQL ${found}, but the bundled one is PostgreSQL ${expected ?? version}: ` +
      'use the release of Sheaf that made it (to dump it), or move the folder away to start anew.',
  );
}

async function readPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new CliError(
      `The database's password file ${path} cannot be read (${errorCode(error) ?? 'unknown error'}): restore it, ` +
        'or move its whole folder away to start with an empty database.',
    );
  }
}

/** A cluster is made aside and renamed, so that an interrupted initdb never looks like a cluster. */
async function createCluster(directory: string, password: string, binaries: PostgresBinaries, user: ServerUser) {
  const unfinished = join(directory, 'data.unfinished');
  const passwordCopy = join(directory, 'password.initdb');
  await writeFile(passwordCopy, password, { mode: 0o600 });
  await user.own(passwordCopy);
  let problem = '';
  try {
    for (const characterType of CHARACTER_TYPES) {
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(unfinished, { mode: 0o700 });
      await user.own(unfinished);
      const options = ['-D', unfinished, '-U', DATABASE_USER, `--pwfile=${passwordCopy}`, '--auth=scram-sha-256'];
      const {
        command,
        args,
        options: spawnOptions,
      } = user.launch(binaries.initdb, [...options, ...LOCALE, `--lc-ctype=${characterType}`, '--no-instructions']);
      problem = await run(command, args, spawnOptions);
      if (!problem.includes('invalid locale')) break;
    }
    if (problem !== '') throw new CliError(`PostgreSQL could not make its data folder ${directory}: ${problem}`);
    await rm(dataFolder(directory), { recursive: true, force: true });
    await rename(unfinished, dataFolder(directory));
  } finally {
    await rm(passwordCopy, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Runs a program to its end; what it complained about, or nothing. */
async function run(command: string, args: string[], options: object): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, complaint] = await Promise.all([exit, text(child.stderr)]);
  return code === 0 ? '' : complaint.trim() || `exit code ${String(code)}`;
}
