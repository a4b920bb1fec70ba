import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AdminOverview, Percentiles, Throughput } from './admin-overview.types.js';
import { PERIODS, type Period } from './admin-overview.types.js';
import * as statements from './admin-overview.statements.js';

/** An overview is a convenience: on a database that has no time for it, it is refused rather than waited for. */
const TIMEOUT = `SET LOCAL statement_timeout = '5s'`;

interface DurationRow {
  kind: string;
  count: number;
  wait_50: number;
  wait_95: number;
  work_50: number;
  work_95: number;
}

interface StageRow {
  kind: string;
  stage: string;
  count: number;
  ms_50: number;
  ms_95: number;
}

type StepRow = Throughput & { from: Date };
type WorkerRow = Omit<AdminOverview['workers'][number], 'started_at' | 'seen_at'> &
  Record<'started_at' | 'seen_at', Date>;

/** Figures over all users, read at one moment. */
@Injectable()
export class AdminOverviewService {
  constructor(private readonly dataSource: DataSource) {}

  overview(period: Period, now = new Date()): Promise<AdminOverview> {
    const { seconds, stepSeconds } = PERIODS[period];
    const from = new Date(now.getTime() - seconds * 1_000);
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query(TIMEOUT);
      const all = <T>(sql: string, ...parameters: unknown[]): Promise<T[]> => manager.query<T[]>(sql, parameters);
      const steps = await all<StepRow>(statements.STEPS, from, stepSeconds);
      const [storage = { documents: 0, original_bytes: 0, database_bytes: 0 }] = await all<AdminOverview['storage']>(
        statements.STORAGE,
      );
      return {
        period,
        from: from.toISOString(),
        to: now.toISOString(),
        throughput: { ...sumOf(steps), steps: steps.map((step) => ({ ...step, from: step.from.toISOString() })) },
        durations: (await all<DurationRow>(statements.DURATIONS, from)).map(toDurations),
        stages: (await all<StageRow>(statements.STAGES, from)).map(toStage),
        failures: await all(statements.FAILURES, from),
        busiest_users: await all(statements.BUSIEST_USERS, from),
        workers: (await all<WorkerRow>(statements.WORKERS)).map(toWorker),
        queue: await all(statements.QUEUE),
        storage,
      };
    });
  }
}

function sumOf(steps: Throughput[]): Throughput {
  const sum = { accepted: 0, succeeded: 0, failed: 0, cancelled: 0 };
  for (const step of steps) {
    sum.accepted += step.accepted;
    sum.succeeded += step.succeeded;
    sum.failed += step.failed;
    sum.cancelled += step.cancelled;
  }
  return sum;
}

function toDurations(row: DurationRow): AdminOverview['durations'][number] {
  const of = (p50_ms: number, p95_ms: number): Percentiles => ({ count: row.count, p50_ms, p95_ms });
  return { kind: row.kind, wait: of(row.wait_50, row.wait_95), work: of(row.work_50, row.work_95) };
}

function toStage({ kind, stage, count, ms_50, ms_95 }: StageRow): AdminOverview['stages'][number] {
  return { kind, stage, count, p50_ms: ms_50, p95_ms: ms_95 };
}

function toWorker({ started_at, seen_at, ...worker }: WorkerRow): AdminOverview['workers'][number] {
  return { ...worker, started_at: started_at.toISOString(), seen_at: seen_at.toISOString() };
}
