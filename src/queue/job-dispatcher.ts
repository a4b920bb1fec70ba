import { getQueueToken } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { within } from '../common/within.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { queueBackend, type QueueBackend } from './backend.js';
import { JOB_KINDS, JOBS, type JobKind, type JobPayload } from './jobs.js';

/** Whoever uploads waits for it; the job's row is what counts, and the reconciler dispatches it later. */
const PATIENCE_MS = 1_000;

/** Puts jobs on their queues. */
@Injectable()
export class JobDispatcher {
  /** What carries the queues. */
  readonly backend: QueueBackend;

  constructor(
    private readonly moduleRef: ModuleRef,
    @InjectEnv() env: Env,
  ) {
    this.backend = queueBackend(env);
  }

  /**
   * Sees that the job is on its queue. The delivery bears the job's own id, so dispatching what is already waiting,
   * delayed or running changes nothing. Of those that wait the one with the smallest `priority` goes first. Rejects
   * within a second when the queue is away.
   */
  async dispatch({ kind, id, priority }: { kind: JobKind; id: string; priority: number }): Promise<void> {
    const options = { ...JOBS[kind].options, jobId: id, priority };
    await within(PATIENCE_MS, this.queue(kind).add(kind, { job_id: id }, options));
  }

  /** Takes a job that nobody works on off its queue; no error when it is not there. Rejects like {@link dispatch}. */
  async withdraw(kind: JobKind, jobId: string): Promise<void> {
    await within(PATIENCE_MS, this.queue(kind).remove(jobId));
  }

  /** Resolves when every queue answers; rejects within a second each when one does not. */
  async check(): Promise<void> {
    for (const queue of this.queues()) await within(PATIENCE_MS, queue.getWaitingCount());
  }

  queues(): Queue<JobPayload>[] {
    return JOB_KINDS.map((kind) => this.queue(kind));
  }

  private queue(kind: JobKind): Queue<JobPayload> {
    return this.moduleRef.get<Queue<JobPayload>>(getQueueToken(JOBS[kind].queue), { strict: false });
  }
}
