import { isError } from '../common/errors.js';
import { StorageAwayError } from './storage.js';

/** Node's codes for a store that is not there. */
const AWAY_CODES = /\b(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)\b/;
const AWAY_NAMES = new Set(['TimeoutError', 'SlowDown', 'ServiceUnavailable', 'InternalError']);

export function isS3Missing(error: unknown): boolean {
  return isNamed(error, 'NoSuchKey');
}

export function isS3RangeBehindEnd(error: unknown): boolean {
  return isNamed(error, 'InvalidRange');
}

/** Nothing is to be done about it: it is gone already. */
export function isS3UploadGone(error: unknown): boolean {
  return isNamed(error, 'NoSuchUpload');
}

/** The store does not know what it was asked to do. */
export function isS3NotImplemented(error: unknown): boolean {
  return isNamed(error, 'NotImplemented');
}

/** What the SDK throws, as {@link StorageAwayError} when time may heal it. */
export function toStorageError(error: unknown): unknown {
  return isAway(error) ? new StorageAwayError(error) : error;
}

function isAway(error: unknown): boolean {
  if (!isError(error)) return false;
  if (AWAY_NAMES.has(error.name)) return true;
  // The SDK may keep no more than the words of what was thrown.
  if (AWAY_CODES.test('code' in error ? String(error.code) : error.message)) return true;
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return status >= 500 || status === 429;
}

function isNamed(error: unknown, name: string): boolean {
  return isError(error) && error.name === name;
}
