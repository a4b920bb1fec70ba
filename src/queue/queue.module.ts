import { BullModule } from '@nestjs/bullmq';
import { Global, Module } from '@nestjs/common';
import { ENV_TOKEN } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { useQueueBackend } from './backend.js';
import { JobDispatcher } from './job-dispatcher.js';
import { JOB_KINDS, JOBS } from './jobs.js';
import { ReportingQueue, ReportingWorker } from './reporting-queues.js';
import { ShutdownGrace } from './shutdown-grace.js';

BullModule.queueClass = ReportingQueue;
BullModule.workerClass = ReportingWorker;

@Global()
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [ENV_TOKEN],
      useFactory: (env: Env) => ({ connection: useQueueBackend(env) }),
    }),
    ...JOB_KINDS.map((kind) => BullModule.registerQueue({ name: JOBS[kind].queue })),
  ],
  providers: [JobDispatcher, ShutdownGrace],
  exports: [JobDispatcher, ShutdownGrace],
})
export class QueueModule {}
