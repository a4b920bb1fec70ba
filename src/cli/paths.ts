import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where everything of one installation is. */
export interface ProjectPaths {
  root: string;
  /** All that the service makes and keeps. */
  varFolder: string;
  postgres: string;
  runFolder: string;
  stateFile: string;
  lastStartFile: string;
  secretKey: string;
  sampleUser: string;
  logs: string;
  postgresLog: string;
  supervisorLog: string;
  samples: string;
  /** Compiled entry points. */
  api: string;
  worker: string;
  migrate: string;
  createAdmin: string;
  cli: string;
}

/** The paths below a project's folder; by default the one that this file belongs to. */
export function projectPaths(root = ownRoot(), env = process.env): ProjectPaths {
  const varFolder = join(root, 'var');
  const runFolder = join(varFolder, 'run');
  const logs = resolve(root, env.LOG_DIR === undefined || env.LOG_DIR === '' ? 'logs' : env.LOG_DIR);
  const dist = join(root, 'dist');
  return {
    root,
    varFolder,
    postgres: join(varFolder, 'postgres'),
    runFolder,
    stateFile: join(runFolder, 'sheaf.json'),
    lastStartFile: join(runFolder, 'last-start.json'),
    secretKey: join(varFolder, 'secret-key'),
    sampleUser: join(varFolder, 'sample-user.json'),
    logs,
    postgresLog: join(logs, 'postgres.log'),
    supervisorLog: join(logs, 'supervisor.log'),
    samples: join(root, 'scripts', 'samples'),
    api: join(dist, 'main.js'),
    worker: join(dist, 'worker.js'),
    migrate: join(dist, 'cli', 'migrate.js'),
    createAdmin: join(dist, 'cli', 'create-admin.js'),
    cli: join(dist, 'cli', 'sheaf.js'),
  };
}

/** The project's folder stands two above `src/cli` and `dist/cli`. */
function ownRoot(): string {
  return dirname(dirname(dirname(fileURLToPath(import.meta.url))));
}
