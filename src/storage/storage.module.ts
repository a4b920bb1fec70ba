import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV_TOKEN } from '../config/config.module.js';
import { createStorage } from './create-storage.js';
import { StoragePurge } from './storage-purge.entity.js';
import { StoragePurgesService } from './storage-purges.service.js';
import { Storage } from './storage.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([StoragePurge])],
  providers: [{ provide: Storage, inject: [ENV_TOKEN], useFactory: createStorage }, StoragePurgesService],
  exports: [Storage, StoragePurgesService],
})
export class StorageModule {}
