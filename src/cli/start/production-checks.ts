import type { ProjectPaths } from '../paths.js';
import { CliError } from '../cli-error.js';

/** As other programs have it for a configuration that cannot be used (sysexits' EX_CONFIG). */
const BAD_CONFIGURATION = 78;
const MIN_SECRET_BYTES = 32;
const MIN_DIFFERENT_CHARACTERS = 12;
const OFF = ['false', '0'];

type Variables = Record<string, string | undefined>;
type Check = (env: Variables, paths: ProjectPaths) => string | undefined;

/** What a production service must not be started with; each says what is wrong, and what to do. */
const CHECKS: readonly Check[] = [
  ({ NODE_ENV = 'production' }) =>
    NODE_ENV === 'production' ? undefined : `NODE_ENV is ${NODE_ENV}: leave it unset, or set it to production.`,
  ({ SECRET_KEY }) => checkSecret(SECRET_KEY),
  ({ DATABASE_URL = '' }, { postgres }) => checkDatabase(DATABASE_URL, postgres),
  ({ CORS_ORIGINS }) => checkOrigins(CORS_ORIGINS),
  ({ LOG_LEVEL }) =>
    LOG_LEVEL === 'debug' ? 'LOG_LEVEL is debug, which tells more than a log should keep: unset it.' : undefined,
  ({ NODE_OPTIONS = '' }) =>
    NODE_OPTIONS.includes('--inspect')
      ? 'NODE_OPTIONS opens a debugger, which lets others run code here: remove --inspect.'
      : undefined,
  ({ PUBLIC_OPERATIONS = '' }) =>
    OFF.includes(PUBLIC_OPERATIONS)
      ? undefined
      : 'PUBLIC_OPERATIONS is on, which shows documentation and metrics to everybody: set it to false.',
  ({ RATE_LIMIT_ENABLED = '' }) =>
    OFF.includes(RATE_LIMIT_ENABLED)
      ? 'RATE_LIMIT_ENABLED is off, which lets anybody try passwords without end: unset it.'
      : undefined,
];

/** Everything that speaks against starting in production with these variables. */
export function productionProblems(env: Variables, paths: ProjectPaths): string[] {
  return CHECKS.flatMap((check) => check(env, paths) ?? []);
}

/** Throws one {@link CliError} that names all problems. */
export function ensureFitForProduction(env: Variables, paths: ProjectPaths): void {
  const problems = productionProblems(env, paths);
  if (problems.length === 0) return;
  const list = problems.map((problem) => `  - ${problem}`);
  throw new CliError(['This is not fit for production:', ...list].join('\n'), BAD_CONFIGURATION);
}

function checkSecret(secret = ''): string | undefined {
  const advice = 'set it to the output of "openssl rand -hex 32", the same on every machine.';
  if (secret === '') return `SECRET_KEY is not set: ${advice}`;
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES)
    return `SECRET_KEY is shorter than ${MIN_SECRET_BYTES} bytes: ${advice}`;
  if (new Set(secret).size < MIN_DIFFERENT_CHARACTERS) return `SECRET_KEY is easily guessed: ${advice}`;
  return undefined;
}

function checkDatabase(url: string, embedded: string): string | undefined {
  const advice = 'set DATABASE_URL to a PostgreSQL server that is backed up.';
  if (url === '') return `DATABASE_URL is not set, and the embedded database is for trying out: ${advice}`;
  if (decodeURIComponent(url).includes(embedded)) return `DATABASE_URL is that of the embedded database: ${advice}`;
  return undefined;
}

function checkOrigins(origins: string | undefined): string | undefined {
  if (origins === undefined) {
    return 'CORS_ORIGINS is not set: name the origins of your pages (https://app.example.com), or set it to nothing for none.';
  }
  const unsafe = origins
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '' && !isSafeOrigin(origin));
  if (unsafe.length === 0) return undefined;
  return `CORS_ORIGINS names ${unsafe.join(', ')}: an origin is like https://app.example.com, without a path, and never *.`;
}

function isSafeOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:' && new URL(text).origin === text;
}
