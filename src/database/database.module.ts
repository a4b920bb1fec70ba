import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV_TOKEN } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { DatabaseHealth } from './database.health.js';
import { dataSourceOptions } from './data-source.js';
import { Transactions } from './transactions.js';

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ENV_TOKEN],
      useFactory: (env: Env) => ({
        ...dataSourceOptions(env),
        autoLoadEntities: true,
        retryAttempts: 5,
        retryDelay: 1_000,
      }),
    }),
  ],
  providers: [Transactions, DatabaseHealth],
  exports: [Transactions, DatabaseHealth],
})
export class DatabaseModule {}
