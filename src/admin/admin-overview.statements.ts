/**
 * Every statement is bounded: by the period over an index on the time, by a number of rows, or by what is unfinished.
 * `$1` is the beginning of the period, `$2` the seconds of a step.
 */

export const STEPS = `
  WITH accepted AS (
    SELECT date_bin(make_interval(secs => $2), created_at, $1) AS step, count(*)::int AS count
    FROM jobs WHERE created_at >= $1 AND kind = 'extraction' GROUP BY step
  ), finished AS (
    SELECT date_bin(make_interval(secs => $2), finished_at, $1) AS step,
      (count(*) FILTER (WHERE status = 'succeeded'))::int AS succeeded,
      (count(*) FILTER (WHERE status = 'failed'))::int AS failed,
      (count(*) FILTER (WHERE status = 'cancelled'))::int AS cancelled
    FROM jobs WHERE finished_at >= $1 AND kind = 'extraction' GROUP BY step
  )
  SELECT step AS "from", coalesce(accepted.count, 0) AS accepted, coalesce(succeeded, 0) AS succeeded,
    coalesce(failed, 0) AS failed, coalesce(cancelled, 0) AS cancelled
  FROM generate_series($1::timestamptz, now(), make_interval(secs => $2)) AS step
  LEFT JOIN accepted USING (step) LEFT JOIN finished USING (step) ORDER BY step`;

/** Percentiles are dear to sort for; the newest so many tell as much. */
const SAMPLE = `
  SELECT kind, created_at, started_at, finished_at, stage_ms FROM jobs
  WHERE finished_at >= $1 AND status = 'succeeded' AND started_at IS NOT NULL ORDER BY finished_at DESC LIMIT 10000`;

const percentiles = (ms: string, name: string): string =>
  ['0.50', '0.95']
    .map((part) => `round(percentile_cont(${part}) WITHIN GROUP (ORDER BY ${ms}))::int AS ${name}${part.slice(2)}`)
    .join(', ');

export const DURATIONS = `
  WITH sample AS MATERIALIZED (${SAMPLE})
  SELECT kind, count(*)::int AS count,
    ${percentiles('greatest(extract(epoch FROM started_at - created_at), 0)::float * 1000', 'wait_')},
    ${percentiles('extract(epoch FROM finished_at - started_at)::float * 1000', 'work_')}
  FROM sample GROUP BY kind ORDER BY kind`;

export const STAGES = `
  WITH sample AS MATERIALIZED (${SAMPLE})
  SELECT kind, stage.key AS stage, count(*)::int AS count, ${percentiles('stage.value::float', 'ms_')}
  FROM sample, jsonb_each_text(stage_ms) AS stage GROUP BY kind, stage.key ORDER BY kind, ms_95 DESC LIMIT 50`;

export const FAILURES = `
  SELECT kind, coalesce(error->>'code', 'INTERNAL_ERROR') AS code, count(*)::int AS count
  FROM jobs WHERE finished_at >= $1 AND status = 'failed' GROUP BY 1, 2 ORDER BY count DESC, code LIMIT 20`;

export const BUSIEST_USERS = `
  WITH busiest AS (
    SELECT job.user_id, count(*)::int AS documents, sum(document.size_bytes)::float AS bytes
    FROM jobs job JOIN documents document ON document.id = job.document_id
    WHERE job.created_at >= $1 AND job.kind = 'extraction'
    GROUP BY job.user_id ORDER BY documents DESC, bytes DESC LIMIT 10
  )
  SELECT user_id, username, documents, bytes FROM busiest JOIN users ON users.id = busiest.user_id
  ORDER BY documents DESC, bytes DESC`;

export const WORKERS = `
  SELECT name, version, concurrency, started_at, seen_at, seen_at > now() - interval '30 seconds' AS alive,
    (SELECT count(*)::int FROM jobs WHERE status = 'running' AND worker = name) AS running
  FROM workers ORDER BY alive DESC, seen_at DESC LIMIT 200`;

export const QUEUE = `
  SELECT kind, (count(*) FILTER (WHERE status = 'queued'))::int AS queued,
    (count(*) FILTER (WHERE status = 'running'))::int AS running,
    coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE status = 'queued')), 0)::float
      AS oldest_queued_seconds
  FROM jobs WHERE status IN ('queued', 'running') GROUP BY kind ORDER BY kind`;

export const STORAGE = `
  SELECT count(*)::int AS documents, coalesce(sum(size_bytes), 0)::float AS original_bytes,
    pg_database_size(current_database())::float AS database_bytes FROM documents`;
