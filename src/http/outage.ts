import { QueryFailedError } from 'typeorm';
import { isError } from '../common/errors.js';
import { StorageAwayError } from '../storage/storage.js';

/** Node's codes for a peer that is not there, and PostgreSQL's classes 08 (connection), 53 (resources), 57P (shutdown). */
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
]);
const POSTGRES_CODES = /^(08|53|57P)/;
const POOL_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/;

/** Whether an error says that something this service stands on is away, and not that it did something wrong. */
export function isOutage(error: unknown): boolean {
  if (!isError(error)) return false;
  if (error instanceof StorageAwayError) return true;
  if (POOL_MESSAGES.test(error.message)) return true;
  const code = codeOf(error) ?? (error instanceof QueryFailedError ? codeOf(error.driverError as Error) : undefined);
  return code !== undefined && (SYSTEM_CODES.has(code) || POSTGRES_CODES.test(code));
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
