import { z } from 'zod';
import { PERIODS, type Period } from './admin-overview.types.js';

export const overviewQuerySchema = z
  .object({
    period: z
      .enum(Object.keys(PERIODS) as Period[])
      .default('24h')
      .describe('How far back the figures go'),
  })
  .meta({ id: 'AdminOverviewQuery', example: { period: '24h' } });

const throughputSchema = z.object({
  accepted: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  cancelled: z.int(),
});
const percentilesSchema = z.object({ count: z.int(), p50_ms: z.int(), p95_ms: z.int() });

const EXAMPLE = {
  period: '24h' as const,
  from: '2026-01-06T03:00:00.000Z',
  to: '2026-01-07T03:00:00.000Z',
  throughput: {
    accepted: 412,
    succeeded: 405,
    failed: 5,
    cancelled: 1,
    steps: [{ from: '2026-01-06T03:00:00.000Z', accepted: 18, succeeded: 17, failed: 1, cancelled: 0 }],
  },
  durations: [
    {
      kind: 'extraction',
      wait: { count: 405, p50_ms: 12, p95_ms: 4_100 },
      work: { count: 405, p50_ms: 640, p95_ms: 9_800 },
    },
  ],
  stages: [{ kind: 'extraction', stage: 'ocr', count: 37, p50_ms: 5_200, p95_ms: 19_400 }],
  failures: [{ kind: 'extraction', code: 'ENCRYPTED_FILE', count: 3 }],
  busiest_users: [
    { user_id: '019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11', username: 'hana', documents: 260, bytes: 91_226_112 },
  ],
  workers: [
    {
      name: 'worker-1:7',
      version: '0.1.0',
      concurrency: 2,
      running: 1,
      started_at: '2026-01-05T22:10:00.000Z',
      seen_at: '2026-01-07T02:59:56.000Z',
      alive: true,
    },
  ],
  queue: [{ kind: 'extraction', queued: 4, running: 2, oldest_queued_seconds: 3.2 }],
  storage: { documents: 18_204, original_bytes: 9_126_805_504, database_bytes: 731_906_048 },
};

/** Durations and stages are of the newest 10,000 jobs of the period that succeeded. */
export const overviewSchema = z
  .object({
    period: z.enum(Object.keys(PERIODS) as Period[]),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    throughput: throughputSchema
      .extend({ steps: z.array(throughputSchema.extend({ from: z.iso.datetime() })) })
      .describe('Documents; reports are not counted'),
    durations: z
      .array(z.object({ kind: z.string(), wait: percentilesSchema, work: percentilesSchema }))
      .describe('From acceptance to first attempt, and from there to the end; of the newest 10,000 that succeeded'),
    stages: z
      .array(percentilesSchema.extend({ kind: z.string(), stage: z.string() }))
      .describe('The slowest first, of the same jobs'),
    failures: z.array(z.object({ kind: z.string(), code: z.string(), count: z.int() })),
    busiest_users: z
      .array(z.object({ user_id: z.uuid(), username: z.string(), documents: z.int(), bytes: z.number() }))
      .describe('At most ten, by documents accepted in the period'),
    workers: z
      .array(
        z.object({
          name: z.string().describe('Host and process'),
          version: z.string(),
          concurrency: z.int(),
          running: z.int(),
          started_at: z.iso.datetime(),
          seen_at: z.iso.datetime(),
          alive: z.boolean().describe('Seen within half a minute'),
        }),
      )
      .describe('Those that are there, and those that vanished within a day'),
    queue: z.array(
      z.object({ kind: z.string(), queued: z.int(), running: z.int(), oldest_queued_seconds: z.number() }),
    ),
    storage: z.object({ documents: z.int(), original_bytes: z.number(), database_bytes: z.number() }),
  })
  .meta({ id: 'AdminOverview', example: EXAMPLE });
