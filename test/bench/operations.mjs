/** What `/api/admin/overview` and a scrape of `/metrics` cost among many jobs. */
import pg from 'pg';
import { readCommandLine } from './command-line.mjs';
import { conclude, describeMachine, formatTable, median } from './figures.mjs';
import { withService } from './service.mjs';

const LIMIT_MS = 1_000;
const USERS = 50;
const PERIODS = ['1h', '24h', '7d', '30d'];

const options = readCommandLine('Measures the overview of administrators, and metrics.', {
  jobs: { type: 'string', default: '100000', min: 1_000, max: 2_000_000, help: 'jobs, of 30 days' },
  rounds: { type: 'string', default: '9', min: 3, max: 100, help: 'requests of each kind' },
});

process.stdout.write(`${describeMachine()}\n`);
await withService({ dist: options.dist, variables: { LOG_LEVEL: 'warn' } }, measure);

async function measure(service) {
  const { client } = await service.startApi();
  const database = new pg.Client({ connectionString: service.variables.DATABASE_URL });
  database.on('error', () => undefined);
  await database.connect();
  try {
    await client.signUp();
    await database.query(`UPDATE users SET role = 'admin'`);
    await fill(database, options.jobs);
    const rows = [['', 'median ms', 'largest ms']];
    let slowest = 0;
    for (const path of [...PERIODS.map((period) => `/api/admin/overview?period=${period}`), '/metrics']) {
      const times = [];
      for (let round = 0; round < options.rounds; round += 1) {
        const startedAt = performance.now();
        const answer = await fetch(new URL(path, client.base), { headers: client.authorization });
        await answer.arrayBuffer();
        times.push(performance.now() - startedAt);
        if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
      }
      slowest = Math.max(slowest, median(times));
      rows.push([path, median(times).toFixed(0), Math.max(...times).toFixed(0)]);
    }
    process.stdout.write(`\n${options.jobs} jobs, ${USERS} users\n${formatTable(rows)}\n`);
    conclude(slowest < LIMIT_MS, `an overview takes at most ${LIMIT_MS} ms`);
  } finally {
    await database.end();
  }
}

/** Jobs spread evenly over 30 days, half of them extractions, one in fifty failed, with stages as they are. */
async function fill(database, count) {
  await database.query('BEGIN');
  await database.query(
    `INSERT INTO users (id, username, email, password_hash)
     SELECT gen_random_uuid(), 'made-' || n, 'made-' || n || '@example.com', 'x' FROM generate_series(1, $1) AS n`,
    [USERS],
  );
  await database.query(
    `CREATE TEMP TABLE made AS
     SELECT n, gen_random_uuid() AS document, gen_random_uuid() AS job, gen_random_uuid() AS report,
       (SELECT array_agg(id) FROM users WHERE username ~ '^made-') [1 + n % ${USERS}] AS owner,
       now() - interval '30 days' * random() AS at
     FROM generate_series(1, $1::int) AS n`,
    [Math.floor(count / 2)],
  );
  await database.query(
    `INSERT INTO documents (id, user_id, filename, file_type, media_type, size_bytes, sha256, job_id, created_at)
     SELECT document, owner, n || '.pdf', 'pdf', 'application/pdf', 1000 + n, md5(n::text) || md5(n::text), job, at
     FROM made`,
  );
  for (const [kind, id] of [
    ['extraction', 'job'],
    ['report', 'report'],
  ]) {
    await database.query(
      `INSERT INTO jobs (id, document_id, user_id, kind, status, attempt, max_attempts, error, stage_ms, created_at,
         started_at, finished_at)
       SELECT ${id}, document, owner, '${kind}', CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'succeeded' END, 1, 3,
         CASE WHEN n % 50 = 0 THEN '{"code":"CORRUPT_FILE"}'::jsonb END,
         jsonb_build_object('fetch', n % 7, 'open', n % 90, 'read_pages', n % 900, 'understand', n % 60, 'store', n % 40),
         at, at + interval '1 second', at + interval '1 second' * (1 + n % 20)
       FROM made`,
    );
  }
  await database.query('COMMIT');
  await database.query('VACUUM ANALYZE');
}
