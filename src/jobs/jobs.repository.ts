import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository, type EntityManager, type UpdateResult } from 'typeorm';
import type { Failure } from '../common/errors.js';
import { Job, type TrackedJobKind } from './job.entity.js';

/** Without a heartbeat for this long, the worker of a running job counts as lost. */
const LOST_AFTER = `interval '10 seconds'`;
/** A queued job is dispatched again after this long, in case the queue forgot it. */
const FORGOTTEN_AFTER = `interval '60 seconds'`;
const RECONCILE_BATCH = 500;

/** How far the work on a job is, 0–1. */
export interface JobStep {
  progress: number;
  stage: string;
  message: string;
}

export interface JobProgress extends JobStep {
  /** Null as long as it cannot be told. */
  secondsLeft: number | null;
}

export interface BacklogRow {
  kind: TrackedJobKind;
  status: 'queued' | 'running';
  count: number;
  oldest_seconds: number;
}

const BACKLOG = `
  SELECT kind, status, count(*)::int AS count, extract(epoch FROM now() - min(created_at))::float AS oldest_seconds
  FROM jobs WHERE status IN ('queued', 'running') GROUP BY kind, status`;

/** How an attempt ends a job, with the stage it had reached by then. */
export type JobOutcome = Pick<Job, 'stage' | 'message'> &
  ({ status: 'succeeded'; stageMs: Record<string, number> } | { status: 'failed'; progress: number; error: Failure });

@Injectable()
export class JobsRepository {
  constructor(@InjectRepository(Job) private readonly jobs: Repository<Job>) {}

  async insert(manager: EntityManager, job: Partial<Job>): Promise<void> {
    await manager.insert(Job, job);
  }

  findOwned(userId: string, id: string): Promise<Job | null> {
    return this.jobs.findOneBy({ id, userId });
  }

  listOwned(userId: string, documentId: string): Promise<Job[]> {
    return this.jobs.find({ where: { userId, documentId }, order: { createdAt: 'DESC', id: 'DESC' } });
  }

  /** Decides who works: of any number of workers one gets the job, the others null. */
  async claim(manager: EntityManager, id: string, token: string, worker: string): Promise<Job | null> {
    const result = await manager
      .createQueryBuilder()
      .update(Job)
      .set({
        status: 'running',
        attempt: () => 'attempt + 1',
        attemptToken: token,
        worker,
        progress: 0,
        stage: null,
        message: null,
        secondsLeft: null,
        heartbeatAt: () => 'now()',
        startedAt: () => 'coalesce(started_at, now())',
      })
      .where(`id = :id AND (status = 'queued' OR (status = 'running' AND heartbeat_at < now() - ${LOST_AFTER}))`, {
        id,
      })
      .execute();
    return result.affected === 1 ? manager.findOneBy(Job, { id }) : null;
  }

  /** Says that the attempt lives, and how far it is. False when the job is no longer this attempt's. */
  async heartbeat(id: string, token: string, progress: JobProgress | null): Promise<boolean> {
    const result = await this.jobs
      .createQueryBuilder()
      .update()
      .set({ heartbeatAt: () => 'now()', ...progress })
      .where(`id = :id AND attempt_token = :token AND status = 'running'`, { id, token })
      .execute();
    return result.affected === 1;
  }

  async finish(manager: EntityManager, id: string, token: string, outcome: JobOutcome): Promise<boolean> {
    return changed(
      await manager
        .createQueryBuilder()
        .update(Job)
        .set({
          ...outcome,
          ...(outcome.status === 'succeeded' ? { progress: 1 } : {}),
          attempt: () => 'least(attempt, max_attempts)',
          attemptToken: null,
          secondsLeft: null,
          finishedAt: () => 'now()',
        })
        .where(`id = :id AND attempt_token = :token AND status = 'running'`, { id, token })
        .execute(),
    );
  }

  /** Gives a job back for another attempt; `counts` is whether this one was one of those that it may take. */
  async release(
    manager: EntityManager,
    id: string,
    token: string,
    { childLost, counts }: { childLost: boolean; counts: boolean },
  ): Promise<boolean> {
    return changed(
      await manager
        .createQueryBuilder()
        .update(Job)
        .set({
          status: 'queued',
          attemptToken: null,
          dispatchedAt: () => 'now()',
          attempt: () => `attempt - ${counts ? 0 : 1}`,
          childLosses: () => `child_losses + ${childLost ? 1 : 0}`,
        })
        .where(`id = :id AND attempt_token = :token AND status = 'running'`, { id, token })
        .execute(),
    );
  }

  /** Makes a job queued again as if this attempt had not been; no error when it is no longer the attempt's. */
  async giveBack(manager: EntityManager, id: string, token: string): Promise<void> {
    await manager
      .createQueryBuilder()
      .update(Job)
      .set({ status: 'queued', attempt: () => 'attempt - 1', attemptToken: null, dispatchedAt: null })
      .where(`id = :id AND attempt_token = :token AND status = 'running'`, { id, token })
      .execute();
  }

  /** Ends the unfinished jobs of a document; returns them as they were. */
  async cancelUnfinished(
    manager: EntityManager,
    which: { documentId: string; kind?: TrackedJobKind },
    error: Failure,
  ): Promise<Job[]> {
    const jobs = await manager.find(Job, {
      where: { ...which, status: In(['queued', 'running']) },
      lock: { mode: 'pessimistic_write' },
      order: { id: 'ASC' },
    });
    if (jobs.length === 0) return [];
    await manager.update(
      Job,
      { id: In(jobs.map(({ id }) => id)) },
      { status: 'cancelled', attemptToken: null, error, finishedAt: () => 'now()' },
    );
    return jobs;
  }

  async delete(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(Job, { id });
  }

  async markDispatched(id: string): Promise<void> {
    await this.jobs.update({ id }, { dispatchedAt: () => 'now()' });
  }

  /** Puts running jobs whose worker is gone back among the queued. Returns how many. */
  async takeBackLost(manager: EntityManager): Promise<number> {
    const result = await manager
      .createQueryBuilder()
      .update(Job)
      .set({ status: 'queued', attemptToken: null, dispatchedAt: null })
      // Rows that somebody holds are being decided upon; waiting for several of them could close a circle.
      .where(
        `id IN (SELECT id FROM jobs WHERE status = 'running' AND heartbeat_at < now() - ${LOST_AFTER}
                FOR UPDATE SKIP LOCKED)`,
      )
      .execute();
    return result.affected ?? 0;
  }

  /** Queued jobs that never reached the queue, or long ago. Oldest first. */
  findUndispatched(manager: EntityManager): Promise<Job[]> {
    return manager
      .createQueryBuilder(Job, 'job')
      .where(`job.status = 'queued'`)
      .andWhere(
        `(job.dispatched_at < now() - ${FORGOTTEN_AFTER}
          OR (job.dispatched_at IS NULL AND job.created_at < now() - interval '2 seconds'))`,
      )
      .orderBy('job.created_at')
      .limit(RECONCILE_BATCH)
      .getMany();
  }

  /** Seen from within `manager`'s transaction when one is given. */
  countUnfinishedOf(userId: string, kind: TrackedJobKind, manager: EntityManager = this.jobs.manager): Promise<number> {
    return manager.countBy(Job, { userId, kind, status: In(['queued', 'running']) });
  }

  countQueued(kind: TrackedJobKind, manager: EntityManager = this.jobs.manager): Promise<number> {
    return manager.countBy(Job, { kind, status: 'queued' });
  }

  /** Of the unfinished jobs alone, in any number that may be. Gives up after two seconds. */
  backlog(): Promise<BacklogRow[]> {
    return this.briefly<BacklogRow[]>(BACKLOG);
  }

  /** Those seen within half a minute. Gives up after two seconds. */
  async countWorkers(): Promise<number> {
    const [row] = await this.briefly<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM workers WHERE seen_at > now() - interval '30 seconds'`,
    );
    return row.count;
  }

  private briefly<T>(sql: string): Promise<T> {
    return this.jobs.manager.transaction(async (manager) => {
      await manager.query(`SET LOCAL statement_timeout = '2s'`);
      return manager.query<T>(sql);
    });
  }
}

function changed(result: UpdateResult): boolean {
  return result.affected === 1;
}
