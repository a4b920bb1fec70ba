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
/** Where 0 stands for no limit. */
const countOrNone = z.coerce.number().int().min(0);
const isAddressOrNetwork = (text: string): boolean => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
const NO_URL = 'must be a URL; encode special characters of the password (%40 for @)';

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
    .refine((value) => URL.canParse(value), NO_URL),
  DATABASE_POOL_SIZE: positive.default(10),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .refine((value) => URL.canParse(value), NO_URL)
    .optional(),
  SECRET_KEY: z.string().refine((value) => Buffer.byteLength(value) >= 32, 'must have at least 32 bytes'),
  SECRET_KEYS_PREVIOUS: list
    .refine((keys) => keys.every((key) => Buffer.byteLength(key) >= 32), 'each must have at least 32 bytes')
    .default([]),
  ACCESS_TOKEN_EXPIRE_MINUTES: positive.default(60),
  REFRESH_TOKEN_EXPIRE_DAYS: positive.default(14),
  MAX_UPLOAD_SIZE: positive.default(10_485_760),
  MAX_BATCH_FILES: positive.default(20),
  STORAGE_QUOTA_MB: countOrNone.default(20_480),
  SCRATCH_DIR: z.string().min(1).default('var/scratch'),
  STORAGE_DRIVER: z.enum(['disk', 's3']).default('disk'),
  UPLOAD_DIR: z.string().min(1).default('var/storage'),
  S3_ENDPOINT: z
    .string()
    .regex(/^https?:\/\//, 'must start with http:// or https://')
    .refine((value) => URL.canParse(value), 'must be a URL')
    .optional(),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_FORCE_PATH_STYLE: flag.default(true),
  S3_PRESIGNED_DOWNLOADS: flag.default(false),
  CLAMD_URL: z
    .string()
    .regex(/^(tcp:\/\/[^/\s]+:\d{1,5}|unix:\/.+)$/, 'must be like tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl')
    .optional(),
  WORKER_CONCURRENCY: positive.default(2),
  JOB_TIMEOUT_SECONDS: positive.default(600),
  JOB_MEMORY_MB: positive.default(1536),
  JOB_DISK_MB: positive.default(2048),
  SANDBOX_STANDBY: flag.default(true),
  SANDBOX_ISOLATION: z.enum(['auto', 'off']).default('auto'),
  JOB_MAX_ATTEMPTS: positive.default(3),
  SHUTDOWN_GRACE_SECONDS: positive.default(30),
  WORKER_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .regex(/^https?:\/\//, 'must start with http:// or https://')
    .refine((value) => URL.canParse(value), 'must be a URL')
    .optional(),
  SHUTDOWN_DRAIN_SECONDS: z.coerce.number().int().min(0).default(0),
  MAX_ACTIVE_JOBS_PER_USER: positive.default(2_000),
  MAX_QUEUED_JOBS: positive.default(20_000),
  MAX_ACTIVE_REPORTS_PER_USER: positive.default(20),
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
  RATE_LIMIT_ENABLED: flag.default(true),
  RATE_LIMIT_USER_REQUESTS: countOrNone.default(12_000),
  RATE_LIMIT_ADDRESS_REQUESTS: countOrNone.default(24_000),
  RATE_LIMIT_USER_UPLOADS: countOrNone.default(3_000),
  RATE_LIMIT_ADDRESS_UPLOADS: countOrNone.default(6_000),
  RATE_LIMIT_ADDRESS_REGISTRATIONS: countOrNone.default(600),
  RATE_LIMIT_ADDRESS_LOGINS: countOrNone.default(300),
  RATE_LIMIT_LOGIN_FAILURES: countOrNone.default(20),
  REQUEST_TIMEOUT_SECONDS: positive.default(300),
  TRUSTED_PROXIES: list
    .refine((proxies) => proxies.every(isAddressOrNetwork), 'must be addresses or networks like 10.0.0.2,172.16.0.0/12')
    .default([]),
  CORS_ORIGINS: list.default([]),
  DOCS_ENABLED: flag.default(true),
  PUBLIC_OPERATIONS: flag.default(true),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  LOG_TO_FILES: flag.default(true),
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
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => describeIssue(issue, given)),
    ...missingForS3(given),
  ];
  if (!parsed.success || problems.length > 0) throw new EnvError(problems);
  return parsed.data;
}

function describeIssue({ path, message }: z.core.$ZodIssue, given: object): string {
  const name = path.join('.');
  return name in given ? `${name}: ${message}` : `${name} is not set`;
}

const NEEDED_FOR_S3 = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

function missingForS3(given: Record<string, string | undefined>): string[] {
  if (given.STORAGE_DRIVER !== 's3') return [];
  return NEEDED_FOR_S3.filter((name) => given[name] === undefined).map(
    (name) => `${name} is not set, which STORAGE_DRIVER=s3 needs`,
  );
}

/** What the S3 driver needs, all of it there. Throws {@link EnvError} when another driver is chosen. */
export function s3Settings(env: Env): Record<(typeof NEEDED_FOR_S3)[number], string> {
  const { S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env;
  if (!S3_ENDPOINT || !S3_BUCKET || !S3_REGION || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) {
    throw new EnvError(['STORAGE_DRIVER must be s3']);
  }
  return { S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY };
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
