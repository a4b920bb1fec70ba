import ipaddr from 'ipaddr.js';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { OCR_ENGINES, OCR_LANGUAGES_PATTERN, OCR_MODES } from '../common/reading-options.js';

const flag = z.enum(['true', 'false', '1', '0', '']).transform((value) => value === 'true' || value === '1');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const positive = z.coerce.number().int().positive();

/**
 * Every variable that the service reads, with its default. `.env.example` tells the same to people; a test keeps the
 * two alike.
 */
export const envSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8001),
  HOST: z.string().min(1).default('0.0.0.0'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    // What cannot be parsed would otherwise fail later, with an error that bears the whole value.
    .refine((value) => URL.canParse(value), 'must be a URL; encode special characters of the password (%40 for @)'),
  DATABASE_POOL_SIZE: positive.default(10),
  SECRET_KEY: z.string().refine((value) => Buffer.byteLength(value) >= 32, 'must have at least 32 bytes'),
  ACCESS_TOKEN_EXPIRE_MINUTES: positive.default(60),
  REFRESH_TOKEN_EXPIRE_DAYS: positive.default(14),
  MAX_UPLOAD_SIZE: positive.default(10_485_760),
  MAX_BATCH_FILES: positive.default(20),
  SCRATCH_DIR: z.string().min(1).default('var/scratch'),
  STORAGE_DRIVER: z.enum(['disk']).default('disk'),
  UPLOAD_DIR: z.string().min(1).default('var/storage'),
  WORKER_CONCURRENCY: positive.default(2),
  JOB_TIMEOUT_SECONDS: positive.default(600),
  JOB_MEMORY_MB: positive.default(1536),
  JOB_MAX_ATTEMPTS: positive.default(3),
  SHUTDOWN_GRACE_SECONDS: positive.default(30),
  SHUTDOWN_DRAIN_SECONDS: z.coerce.number().int().min(0).default(0),
  MAX_ACTIVE_JOBS_PER_USER: positive.default(2_000),
  MAX_QUEUED_JOBS: positive.default(20_000),
  MAX_PAGES: positive.default(2_000),
  MAX_CELLS: positive.default(5_000_000),
  MAX_PIXELS: positive.default(100_000_000),
  MAX_DECOMPRESSION_RATIO: positive.default(200),
  MAX_DECOMPRESSED_BYTES: positive.default(1_073_741_824),
  OCR_MODE: z.enum(OCR_MODES).default('auto'),
  OCR_ENGINE: z.enum(OCR_ENGINES).default('auto'),
  OCR_LANGUAGES: z
    .string()
    .regex(OCR_LANGUAGES_PATTERN, 'must be Tesseract language codes joined by "+", like kor+eng')
    .default('kor+eng'),
  FIND_TABLES: flag.default(true),
  KEY_INFORMATION_LABELS: z.string().min(1).optional(),
  WEBHOOK_ALLOWED_NETWORKS: list
    .refine((networks) => networks.every((network) => ipaddr.isValidCIDR(network)), 'must be networks like 10.0.0.0/8')
    .default([]),
  CORS_ORIGINS: list.default([]),
  DOCS_ENABLED: flag.default(true),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  LOG_DIR: z.string().min(1).default('logs'),
  LOG_MAX_SIZE_MB: positive.default(20),
  LOG_KEEP_DAYS: positive.default(14),
});
export type Env = z.infer<typeof envSchema>;

/** A configuration that cannot be used. Its message names the variables, never their values. */
export class EnvError extends Error {
  constructor(problems: string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'EnvError';
  }
}

/** Checks and types raw variables; an empty value counts as unset. Throws {@link EnvError}. */
export function parseEnv(raw: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = envSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new EnvError(
    parsed.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return name in given ? `${name}: ${issue.message}` : `${name} is not set`;
    }),
  );
}

/** Reads `.env` (variables already set win) and the environment of this process. */
export function loadEnv(): Env {
  loadDotEnv();
  process.env.TZ = 'UTC';
  return parseEnv(process.env);
}

/** Fills `process.env` from `.env` in the working directory, when there is one. */
export function loadDotEnv(): void {
  const file = resolve('.env');
  if (existsSync(file)) process.loadEnvFile(file);
}
