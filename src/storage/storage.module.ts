import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV_TOKEN } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DiskStorage } from './disk.storage.js';
import { StoragePurge } from './storage-purge.entity.js';
import { StoragePurgesService } from './storage-purges.service.js';
import { Storage } from './storage.js';

/** The S3 client is large, so it is loaded only where it is used. */
async function createStorage(env: Env): Promise<Storage> {
  if (env.STORAGE_DRIVER === 'disk') return new DiskStorage(env.UPLOAD_DIR);
  const { S3Storage } = await import('./s3.storage.js');
  return S3Storage.of(env);
}

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([StoragePurge])],
  providers: [{ provide: Storage, inject: [ENV_TOKEN], useFactory: createStorage }, StoragePurgesService],
  exports: [Storage, StoragePurgesService],
})
export class StorageModule {}
