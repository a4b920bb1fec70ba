import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { CliError } from '../cli-error.js';
import { type ProjectPaths } from '../paths.js';
import { resolveSecretKey } from '../start/secret-key.js';
import { withDatabase } from './with-database.js';

/** `sheaf migrate`: brings the schema up to date. Returns the exit code. */
export async function migrateCommand(paths: ProjectPaths): Promise<number> {
  return withDatabase(paths, (databaseUrl) => runScript(paths, paths.migrate, [], databaseUrl));
}

/** `sheaf create-admin`: on a database that is current. Returns the exit code. */
export async function createAdminCommand(paths: ProjectPaths, args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) return runScript(paths, paths.createAdmin, args, undefined);
  return withDatabase(paths, async (databaseUrl) => {
    const code = await runScript(paths, paths.migrate, [], databaseUrl);
    return code === 0 ? runScript(paths, paths.createAdmin, args, databaseUrl) : code;
  });
}

/** Runs an entry point at this terminal, with all that its configuration needs. */
async function runScript(
  paths: ProjectPaths,
  script: string,
  args: string[],
  databaseUrl: string | undefined,
): Promise<number> {
  await access(script).catch(() => {
    throw new CliError(`The service is not built (${script} is missing): run scripts/start.sh or "npm run build".`);
  });
  const env: NodeJS.ProcessEnv = { ...process.env, TZ: 'UTC' };
  if (databaseUrl !== undefined) {
    env.DATABASE_URL = databaseUrl;
    env.SECRET_KEY = await resolveSecretKey(paths.secretKey);
  }
  const child = spawn(process.execPath, [script, ...args], { cwd: paths.root, env, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
