import { getQueueToken } from '@nestjs/bullmq';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { describeError } from '../common/errors.js';
import { JOB_KINDS, JOBS, type JobKind, type JobPayload } from './jobs.js';

/** Puts jobs on their queues. */
@Injectable()
export class JobDispatcher implements OnModuleInit {
  private readonly logger = new Logger(JobDispatcher.name);

  constructor(private readonly moduleRef: ModuleRef) {}

  /** Without a listener BullMQ prints errors itself, with all that its connection knows. It connects again by itself. */
  onModuleInit(): void {
    for (const queue of this.queues()) {
      queue.on('error', (error) => {
        this.logger.warn(`The queue ${queue.name} is not reachable: ${describeError(error)}`);
      });
    }
  }

  /**
   * Sees that the job is on its queue. The delivery bears the job's own id, so dispatching what is already waiting,
   * delayed or running changes nothing. Of those that wait the one with the smallest `priority` goes first. Rejects when the queue is away.
   */
  async dispatch({ kind, id, priority }: { kind: JobKind; id: string; priority: number }): Promise<void> {
    await this.queue(kind).add(kind, { job_id: id }, { ...JOBS[kind].options, jobId: id, priority });
  }

  /** Takes a job that nobody works on off its queue; no error when it is not there. */
  async withdraw(kind: JobKind, jobId: string): Promise<void> {
    await this.queue(kind).remove(jobId);
  }

  /** Resolves when every queue answers. */
  async check(): Promise<void> {
    for (const kind of JOB_KINDS) await this.queue(kind).getWaitingCount();
  }

  queues(): Queue<JobPayload>[] {
    return JOB_KINDS.map((kind) => this.queue(kind));
  }

  private queue(kind: JobKind): Queue<JobPayload> {
    return this.moduleRef.get<Queue<JobPayload>>(getQueueToken(JOBS[kind].queue), { strict: false });
  }
}
