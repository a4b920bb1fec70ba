import { isNativeError } from 'node:util/types';
import type { MessageKey, MessageParams } from './messages/messages.js';

/** Every `error_code` that an API answer can bear. Stable: clients branch on it. */
export const ERROR_CODES = [
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'INVALID_CREDENTIALS',
  'TOKEN_EXPIRED',
  'TOKEN_REUSED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'USERNAME_TAKEN',
  'EMAIL_TAKEN',
  'JOB_ACTIVE',
  'IDEMPOTENCY_MISMATCH',
  'FILE_TOO_LARGE',
  'UNSUPPORTED_FILE_TYPE',
  'FILE_TYPE_MISMATCH',
  'VALIDATION_ERROR',
  'EMPTY_FILE',
  'RANGE_NOT_SATISFIABLE',
  'STORAGE_QUOTA_EXCEEDED',
  'RATE_LIMITED',
  'QUOTA_EXCEEDED',
  'QUEUE_FULL',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** How a job can end badly. Stored with the job and shown as `error.code`. */
export const FAILURE_CODES = [
  'ENCRYPTED_FILE',
  'CORRUPT_FILE',
  'INFECTED_FILE',
  'LIMIT_EXCEEDED',
  'TIMED_OUT',
  'OUT_OF_MEMORY',
  'WORKER_LOST',
  'CANCELLED',
  'INTERNAL_ERROR',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** One refused input: `field` is the dotted path of what the client sent. */
export interface FieldIssue {
  field: string;
  message: string;
}

interface AppErrorOptions {
  params?: MessageParams;
  details?: FieldIssue[];
  /** When it is worth asking again. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * A refusal the caller can act on. It knows no HTTP: the edge maps `code` to a status and `key` to a sentence in the
 * caller's language.
 */
export class AppError extends Error {
  readonly params: MessageParams;
  readonly details: FieldIssue[] | null;
  readonly retryAfterSeconds: number | null;

  constructor(
    readonly code: ErrorCode,
    readonly key: MessageKey,
    { params = {}, details, retryAfterSeconds, cause }: AppErrorOptions = {},
  ) {
    super(`${code}: ${key}`, { cause });
    this.name = 'AppError';
    this.params = params;
    this.details = details ?? null;
    this.retryAfterSeconds = retryAfterSeconds ?? null;
  }
}

/** How a failure travels and is stored: a code, and what its sentence needs to be said in any language. */
export interface Failure {
  code: FailureCode;
  key: MessageKey;
  params: MessageParams;
}

/**
 * A fault of the document itself (encrypted, broken, over a limit): final, trying again cannot help. Anything else
 * that is thrown while a job runs counts as a fault of the world and is tried again.
 */
export class DocumentFault extends Error {
  constructor(
    readonly code: FailureCode,
    readonly key: MessageKey,
    readonly params: MessageParams = {},
    cause?: unknown,
  ) {
    super(`${code}: ${key}`, { cause });
    this.name = 'DocumentFault';
  }

  toFailure(): Failure {
    return { code: this.code, key: this.key, params: this.params };
  }
}

/** The child ended by itself, without saying why: a fault of the world, until it happens twice on one file. */
export class ChildLostError extends Error {
  constructor(
    readonly exitCode: number | null,
    readonly signal: NodeJS.Signals | null,
    /** The last that the child wrote to stderr; for logs only, it may quote the document. */
    readonly output: string,
  ) {
    super(`The process that read the file ended unexpectedly (${signal ?? `exit code ${exitCode ?? 'unknown'}`})`);
    this.name = 'ChildLostError';
  }
}

/** What a job needs is away, whatever its file is: such an attempt is not counted, and tried again until it is back. */
export class OutageError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'OutageError';
  }
}

/** Whether it is an error, of whichever realm: under jest, what Node itself throws comes from another one. */
export function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || isNativeError(thrown);
}

/** What was thrown, in words. */
export function describeError(error: unknown): string {
  return isError(error) ? error.message : String(error);
}
