import type { Env } from '../config/env.js';
import { DiskStorage } from './disk.storage.js';
import type { Storage } from './storage.js';

/** The S3 client is large, so it is loaded only where it is used. */
export async function createStorage(env: Env): Promise<Storage> {
  if (env.STORAGE_DRIVER === 'disk') return new DiskStorage(env.UPLOAD_DIR);
  const { S3Storage } = await import('./s3.storage.js');
  return S3Storage.of(env);
}
