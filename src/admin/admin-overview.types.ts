/** How far back the figures go, and how wide the steps of the series are. */
export const PERIODS = {
  '1h': { seconds: 3_600, stepSeconds: 300 },
  '24h': { seconds: 86_400, stepSeconds: 3_600 },
  '7d': { seconds: 604_800, stepSeconds: 21_600 },
  '30d': { seconds: 2_592_000, stepSeconds: 86_400 },
} as const;
export type Period = keyof typeof PERIODS;

export interface Percentiles {
  count: number;
  p50_ms: number;
  p95_ms: number;
}

export interface Throughput {
  accepted: number;
  succeeded: number;
  failed: number;
  cancelled: number;
}

/** What an administrator sees of the service at a glance. */
export interface AdminOverview {
  period: Period;
  from: string;
  to: string;
  throughput: Throughput & { steps: (Throughput & { from: string })[] };
  /** Of the newest 10,000 jobs of the period that succeeded. */
  durations: { kind: string; wait: Percentiles; work: Percentiles }[];
  stages: ({ kind: string; stage: string } & Percentiles)[];
  failures: { kind: string; code: string; count: number }[];
  busiest_users: { user_id: string; username: string; documents: number; bytes: number }[];
  workers: {
    name: string;
    version: string;
    concurrency: number;
    running: number;
    started_at: string;
    seen_at: string;
    alive: boolean;
  }[];
  queue: { kind: string; queued: number; running: number; oldest_queued_seconds: number }[];
  storage: { documents: number; original_bytes: number; database_bytes: number };
}
