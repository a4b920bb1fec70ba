import { EmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';
import { runningDatabaseUrl } from '../embedded-postgres/running-database.js';
import { type ProjectPaths } from '../paths.js';
import { ensureFolders } from '../start/preflight.js';
import { readRun } from '../state/run-state.js';

/**
 * Runs `work` with the URL of the service's database: the one of DATABASE_URL, the embedded server of the running
 * service, or that server started for as long as it takes.
 */
export async function withDatabase<T>(paths: ProjectPaths, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined && given !== '') return work(given);
  await ensureFolders(paths);
  const run = await readRun(paths.stateFile);
  if (run?.live) return work(await runningDatabaseUrl(paths.postgres));
  const server = new EmbeddedPostgres({
    directory: paths.postgres,
    logFile: paths.postgresLog,
    onNotice: (message) => process.stderr.write(`${message}\n`),
  });
  const { databaseUrl } = await server.start();
  try {
    return await work(databaseUrl);
  } finally {
    await server.stop();
  }
}
