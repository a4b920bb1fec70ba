import { BullModule } from '@nestjs/bullmq';
import { Global, Module } from '@nestjs/common';
import { ENV_TOKEN } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { queueConnection, useQueueBackend } from './backend.js';
import { JobDispatcher } from './job-dispatcher.js';
import { JOB_KINDS, JOBS } from './jobs.js';
import { ShutdownGrace } from './shutdown-grace.js';

@Global()
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [ENV_TOKEN],
      useFactory: (env: Env) => {
        useQueueBackend();
        return { connection: queueConnection(env.DATABASE_URL) };
      },
    }),
    ...JOB_KINDS.map((kind) => BullModule.registerQueue({ name: JOBS[kind].queue })),
  ],
  providers: [JobDispatcher, ShutdownGrace],
  exports: [JobDispatcher, ShutdownGrace],
})
export class QueueModule {}
