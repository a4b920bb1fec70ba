import { readJsonFile } from '../claim-file.js';
import { CliError } from '../cli-error.js';
import { type ProjectPaths } from '../paths.js';
import { startSettingsSchema, type StartSettings } from '../state/run-state.js';

const DEFAULT_PORT = 8001;
const DEFAULT_HOST = '0.0.0.0';
const MAX_PORT = 65_535;
const MAX_APIS = 32;
const MAX_WORKERS = 64;

/** What the command line may say; what it leaves out comes from the environment. */
export interface StartFlags {
  port?: string;
  host?: string;
  apis?: string;
  workers?: string;
  production?: boolean;
}

export function resolveSettings(flags: StartFlags, env = process.env): StartSettings {
  return {
    port: toInteger(
      'port',
      flags.port ?? (env.PORT === '' ? undefined : env.PORT) ?? String(DEFAULT_PORT),
      0,
      MAX_PORT,
    ),
    host: flags.host ?? (env.HOST === '' ? undefined : env.HOST) ?? DEFAULT_HOST,
    apis: toInteger('number of APIs', flags.apis ?? '1', 1, MAX_APIS),
    workers: toInteger('number of workers', flags.workers ?? '1', 1, MAX_WORKERS),
    production: flags.production ?? false,
    database: env.DATABASE_URL === undefined || env.DATABASE_URL === '' ? 'embedded' : 'external',
  };
}

/** The settings of the last start, with what the command line says otherwise. */
export async function resolveRestartSettings(paths: ProjectPaths, flags: StartFlags): Promise<StartSettings> {
  const last = await readJsonFile(paths.lastStartFile, startSettingsSchema);
  const now = resolveSettings(flags);
  if (last === undefined) return now;
  if (last.database === 'external' && now.database === 'embedded') {
    throw new CliError('The service ran on the database of DATABASE_URL, which is not set now: set it to restart.');
  }
  return {
    port: flags.port === undefined ? last.port : now.port,
    host: flags.host === undefined ? last.host : now.host,
    apis: flags.apis === undefined ? last.apis : now.apis,
    workers: flags.workers === undefined ? last.workers : now.workers,
    production: flags.production ?? last.production,
    database: now.database,
  };
}

function toInteger(what: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new CliError(`"${text}" is not a usable ${what}: it must be a whole number from ${min} to ${max}.`);
}
