import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { REPORT_FORMATS } from '../../src/reports/report.types.js';
import { instruct } from '../factories.js';
import { officeDocuments } from '../fixtures/reports/filed-documents.mjs';
import { ApiClient, fixture } from '../support/api-client.js';
import { createTestEnvironment, type TestEnvironment } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { LiveClient } from '../support/live-client.js';
import { Owner } from '../support/owner.js';
import { isAlive, ServiceProcess } from '../support/processes.js';
import { Office } from '../support/report-office.js';
import { SseClient } from '../support/sse-client.js';

// Processes start, read an image and are given up for dead: real time passes.
jest.setTimeout(60_000);

const RECOVERY_MS = 30_000;

describe('the processes of the service', () => {
  let environment: TestEnvironment;
  let api: ServiceProcess;
  let owner: Owner;
  const started: ServiceProcess[] = [];

  beforeAll(async () => {
    environment = await createTestEnvironment({ OCR_LANGUAGES: 'kor+eng', WORKER_CONCURRENCY: '2' });
    api = await ServiceProcess.start('main', environment);
    owner = await Owner.signUp(new ApiClient(api.url));
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((process) => process.stop('SIGKILL')));
  });

  afterAll(async () => {
    owner.leave();
    await api.stop('SIGKILL');
    await environment.dispose();
  });

  async function start(entry: 'main' | 'worker'): Promise<ServiceProcess> {
    const process = await ServiceProcess.start(entry, environment);
    started.push(process);
    return process;
  }

  async function count(sql: string, id: string): Promise<number> {
    const { rows } = await environment.database.client.query<{ count: string }>(
      `SELECT count(*) AS count FROM ${sql}`,
      [id],
    );
    return Number(rows[0]?.count);
  }

  it('lose no job when a worker is killed in the middle of it, and do none twice', async () => {
    const worker = await start('worker');
    const image = await fixture('s_영수증.png');
    const documents = [await owner.upload(image), await owner.upload(await fixture('xlsx_01.xlsx'))];
    await owner.untilProgress(documents[0]?.id ?? '');
    const children = worker.children();
    expect(children.length).toBeGreaterThan(0);
    expect(await worker.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    expect((await owner.document(documents[0]?.id ?? '')).status).toBe('processing');

    await start('worker');
    const begin = Date.now();
    await Promise.all(documents.map(({ id }) => owner.untilEnd(id)));
    expect(Date.now() - begin).toBeLessThan(RECOVERY_MS);

    for (const { id } of documents) {
      await owner.live.untilType('report_ready', id);
      expect(owner.live.statesOf(id)).toEqual(['document_queued', 'document_processing', 'document_completed']);
      expect(await count('extractions WHERE document_id = $1', id)).toBe(1);
      expect(await count('reports WHERE document_id = $1', id)).toBe(1);
      const completed = `notifications WHERE type = 'document_completed' AND payload->>'document_id' = $1`;
      expect(await count(completed, id)).toBe(1);
    }
    const [job] = (await owner.jobs(documents[0]?.id ?? '')).filter(({ kind }) => kind === 'extraction');
    expect(job).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(children.filter(isAlive)).toEqual([]);
  });

  it('make a report across documents once, also when a worker is killed before it could say that it is ready', async () => {
    const office = new Office(environment, owner);
    const { id, job_id } = await office.ordered({ document_ids: await office.file(...officeDocuments(20)) });
    const other = new pg.Client({ connectionString: environment.variables.DATABASE_URL });
    await other.connect();
    try {
      await other.query('BEGIN');
      // Whoever notifies the user waits for this row.
      await other.query(
        `INSERT INTO notification_counters (user_id, last_seq) VALUES ($1, 1)
         ON CONFLICT (user_id) DO UPDATE SET last_seq = notification_counters.last_seq`,
        [owner.user.id],
      );
      const worker = await start('worker');
      await eventually(async () => {
        const telling = `SELECT 1 FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ 'INSERT INTO notification_counters'`;
        expect((await environment.database.client.query(telling)).rowCount).toBe(1);
      }, RECOVERY_MS);
      await worker.stop('SIGKILL');
    } finally {
      await other.end();
    }
    expect(await office.get(id)).toMatchObject({ status: 'running', formats: [], sections: null });

    await start('worker');
    await office.untilReady(id);
    expect((await owner.get(`/api/jobs/${job_id}`)).body.data).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(await office.get(id)).toMatchObject({ document_count: 20, formats: REPORT_FORMATS });
    expect(await office.filesOf(id)).toHaveLength(REPORT_FORMATS.length);
    expect(await count(`notifications WHERE payload->>'report_id' = $1`, id)).toBe(1);
    expect((await owner.get('/api/reports')).body.total).toBe(1);
  });

  it('finish what they have begun when a worker is told to stop, and leave no child behind', async () => {
    const worker = await start('worker');
    const { id } = await owner.upload({ ...(await fixture('s_영수증.png')), name: 'drained.png' });
    await owner.untilProgress(id);
    const children = worker.children();
    const waiting = await owner.upload(instruct('succeed'));
    expect(await worker.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect((await owner.document(id)).status).toBe('completed');
    expect(children.filter(isAlive)).toEqual([]);
    await owner.delete(`/api/documents/${waiting.id}`);
  });

  it('hand back what a worker cannot finish in time, to be begun anew elsewhere', async () => {
    const short = { ...environment, variables: { ...environment.variables, SHUTDOWN_GRACE_SECONDS: '1' } };
    const worker = await ServiceProcess.start('worker', short);
    started.push(worker);
    const { id } = await owner.upload({ ...(await fixture('s_영수증.png')), name: 'too-long.png' });
    await owner.untilProgress(id);
    const children = worker.children();
    expect(await worker.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    const [job] = await owner.jobs(id);
    // A fast machine may have been in time.
    if (job?.status !== 'succeeded') expect(job).toMatchObject({ status: 'queued', attempt: 0 });
    expect(children.filter(isAlive)).toEqual([]);
    await start('worker');
    await owner.untilEnd(id);
    expect(owner.live.statesOf(id)).toEqual(['document_queued', 'document_processing', 'document_completed']);
  });

  it('live on when the database drops every connection', async () => {
    await start('worker');
    const documents = await Promise.all([1, 2, 3].map(async () => owner.upload(await fixture('xlsx_01.xlsx'))));
    await owner.live.untilType('document_processing', documents[0]?.id);
    await environment.database.client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await eventually(async () => {
      expect((await owner.client.get('/health/ready')).status).toBe(200);
    });
    for (const { id } of documents) {
      await owner.live.untilType('report_ready', id);
      expect(owner.live.statesOf(id)).toEqual(['document_queued', 'document_processing', 'document_completed']);
    }
  });

  it('close when the API is told to stop, with connections open', async () => {
    const second = await start('main');
    const socket = LiveClient.connect(second.url, owner.token);
    await socket.untilType('initial_state');
    const stream = await SseClient.open(second.url, owner.token);
    await stream.until(({ data }) => data.type === 'initial_state');
    expect(await second.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(await socket.closed).toBe(1001);
    await stream.ended;
  });
});
