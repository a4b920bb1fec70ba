import { beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WorkerMetricsServer } from '../../src/metrics/worker-metrics.server.js';
import { instruct } from '../factories.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { LiveClient } from '../support/live-client.js';
import { samplesOf } from '../support/metrics.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';
import { SseClient } from '../support/sse-client.js';
import { apiSuite } from '../support/suite.js';

const ODD_METHODS = ['PROPFIND', 'PURGE', 'LOCK', 'MKCOL', 'SUBSCRIBE'];
const NEXT = '\r\nhost: x\r\n\r\n';

describe('the metrics of an API', () => {
  const suite = apiSuite();
  const scrape = async (): Promise<Map<string, number>> => samplesOf((await suite.client.text('/metrics')).text);

  it('have no more labels after ten thousand odd paths than after the first', async () => {
    const paths = (number: number): string[] => [
      `GET /no/${number}`,
      `GET /api/${number}?q=${number}`,
      `POST /api/documents/${number}/x`,
      `${ODD_METHODS[number % ODD_METHODS.length] ?? ''} /docs/${number}.php`,
    ];
    await visitAll(suite.client.baseUrl, paths(0));
    const labels = async (): Promise<string[]> =>
      [...(await scrape()).keys()].filter((name) => name.includes('route='));
    await labels();
    const before = await labels();
    await visitAll(suite.client.baseUrl, Array.from({ length: 2_500 }, (_, number) => paths(number + 1)).flat());
    expect(await labels()).toEqual(before);
    const unknown = [...(await scrape())].filter(([name]) => /_count\{.*route="unknown"/.test(name));
    expect(unknown.reduce((sum, [, count]) => sum + count, 0)).toBe(10_004);
  }, 60_000);

  it('count sockets and streams while they are open', async () => {
    const { accessToken } = await suite.client.signUp();
    const socket = LiveClient.connect(suite.client.baseUrl, accessToken);
    await socket.untilType('initial_state');
    const stream = await SseClient.open(suite.client.baseUrl, accessToken);
    await stream.until(({ data }) => data.type === 'initial_state');
    const open = await scrape();
    expect(open.get('sheaf_live_connections{transport="websocket"}')).toBe(1);
    expect(open.get('sheaf_live_connections{transport="sse"}')).toBe(1);
    socket.close();
    stream.close();
    await eventually(async () => {
      const left = await scrape();
      expect(left.get('sheaf_live_connections{transport="websocket"}')).toBe(0);
      expect(left.get('sheaf_live_connections{transport="sse"}')).toBe(0);
    });
    LiveClient.connect(suite.client.baseUrl, 'no-token');
    await eventually(async () => {
      expect((await scrape()).get('sheaf_live_refusals_total{reason="unauthorized"}')).toBe(1);
    });
  });

  it('tell of the connections to the database', async () => {
    const figures = await scrape();
    expect(figures.get('sheaf_database_pool_limit')).toBe(10);
    expect(figures.get('sheaf_database_pool_connections{state="idle"}')).toBeGreaterThan(0);
    expect(figures.get('sheaf_database_pool_waiting')).toBe(0);
    expect(figures.get('sheaf_database_up')).toBe(1);
  });

  it('tell of jobs that wait, and for how long the oldest of them has', async () => {
    const { accessToken } = await suite.client.signUp();
    await suite.client.upload(accessToken, instruct('succeed'));
    await suite.environment.database.client.query(`UPDATE jobs SET created_at = now() - interval '1 hour'`);
    await eventually(async () => {
      const figures = await scrape();
      expect(figures.get('sheaf_jobs_unfinished{kind="extraction",status="queued"}')).toBe(1);
      expect(figures.get('sheaf_jobs_unfinished{kind="report",status="running"}')).toBe(0);
      expect(figures.get('sheaf_jobs_oldest_seconds{kind="extraction",status="queued"}')).toBeGreaterThan(3_599);
      expect(figures.get('sheaf_queue_deliveries_waiting{queue="extractions"}')).toBe(1);
      expect(figures.get('sheaf_notifications_total{type="document_queued"}')).toBe(1);
    });
  });
});

describe('the metrics of a worker', () => {
  const token = 'a-token-for-prometheus';
  const suite = serviceSuite({
    METRICS_TOKEN: token,
    WORKER_METRICS_PORT: '0',
    JOB_TIMEOUT_SECONDS: '4',
    JOB_MEMORY_MB: '192',
  });
  let owner: Owner;
  let url: string;
  const scrape = async (): Promise<Map<string, number>> =>
    samplesOf(await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text());

  beforeAll(async () => {
    const worker = await suite().startWorker(OBEDIENT_CHILD);
    url = `http://127.0.0.1:${worker.module.get(WorkerMetricsServer).port ?? 0}`;
    owner = await suite().signUp();
  });

  it('tell how its jobs ended and how long they and their stages took', async () => {
    await owner.process(instruct('succeed'));
    await eventually(async () => {
      const figures = await scrape();
      expect(figures.get('sheaf_jobs_finished_total{kind="extraction",status="succeeded"}')).toBe(1);
      expect(figures.get('sheaf_jobs_finished_total{kind="report",status="succeeded"}')).toBe(1);
      expect(figures.get('sheaf_job_wait_seconds_count{kind="extraction"}')).toBe(1);
      for (const stage of ['fetch', 'obey', 'store']) {
        const name = `sheaf_job_stage_duration_seconds_count{kind="extraction",stage="${stage}"}`;
        expect([stage, figures.get(name)]).toEqual([stage, 1]);
      }
      expect(figures.get('sheaf_job_stage_duration_seconds_count{kind="report",stage="render"}')).toBe(1);
      expect(figures.get('sheaf_job_attempt_duration_seconds_count{kind="extraction",outcome="succeeded"}')).toBe(1);
      expect(figures.get('sheaf_worker_jobs_running{kind="extraction"}')).toBe(0);
    });
  });

  it('count the processes that were killed, by reason', async () => {
    const kills = async (): Promise<Record<string, number | undefined>> => {
      const figures = await scrape();
      return Object.fromEntries(
        ['timeout', 'memory', 'disk', 'cancel', 'crash'].map((reason) => [
          reason,
          figures.get(`sheaf_sandbox_kills_total{sandbox="extraction",reason="${reason}"}`),
        ]),
      );
    };
    expect(await kills()).toEqual({ timeout: 0, memory: 0, disk: 0, cancel: 0, crash: 0 });
    const waiting = await owner.upload(instruct(`wait ${join(suite().environment.directory, 'never')}`));
    await owner.untilProgress(waiting.id);
    await owner.post(`/api/documents/${waiting.id}/cancel`);
    await owner.process(instruct('exit'));
    await owner.process(instruct('eat'));
    await owner.process(instruct('loop'));
    const figures = await scrape();
    expect(await kills()).toEqual({ timeout: 1, memory: 1, disk: 0, cancel: 1, crash: 2 });
    expect(figures.get('sheaf_job_failures_total{kind="extraction",code="TIMED_OUT"}')).toBe(1);
    expect(figures.get('sheaf_job_failures_total{kind="extraction",code="OUT_OF_MEMORY"}')).toBe(1);
    expect(figures.get('sheaf_job_failures_total{kind="extraction",code="WORKER_LOST"}')).toBe(1);
  }, 60_000);

  it('are all that it serves, and only to who has the token', async () => {
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    const wrong = { headers: { authorization: 'Bearer another-token' } };
    expect((await fetch(`${url}/metrics`, wrong)).status).toBe(401);
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(404);
  });

  it('cost it nothing but themselves when the port is taken', async () => {
    const port = await freePort();
    const environment = suite().environment;
    environment.variables.WORKER_METRICS_PORT = String(port);
    const [first, second] = [await suite().startWorker(), await suite().startWorker()];
    expect(first.module.get(WorkerMetricsServer).port).toBe(port);
    expect(second.module.get(WorkerMetricsServer).port).toBeUndefined();
  });

  it('stand in the list of workers, which every API tells', async () => {
    await eventually(async () => {
      const { text } = await suite().api.client.text('/metrics');
      // All of them in one process, and so under one name.
      expect(samplesOf(text).get('sheaf_workers')).toBe(1);
    });
  });

  it('tell of no worker that has gone in order', async () => {
    await suite().stopWorkers();
    expect(await suite().count('workers')).toBe(0);
  });
});

/** Sends the requests (`GET /path`) one after the other over one connection, without waiting for the answers between. */
async function visitAll(baseUrl: string, requests: string[]): Promise<void> {
  const { port, hostname } = new URL(baseUrl);
  const socket = connect(Number(port), hostname);
  const last = '\r\nhost: x\r\nconnection: close\r\n\r\n';
  const text = requests.map((request, index) => `${request} HTTP/1.1${index + 1 < requests.length ? NEXT : last}`);
  // Half closed, it could be given up before all is answered; the last request closes it.
  socket.write(text.join(''));
  for await (const _chunk of socket) {
    // Whatever they are: what counts is that all were answered.
  }
}
